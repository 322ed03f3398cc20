import { useMemo } from "react";
import type { StripFrame } from "../../store/video/types.ts";
import { CELLS, middleOf, unevenness } from "../values/drawn-world.ts";

/** More frames of a video would tell no more. */
const MOST_FRAMES = 8;

/** How uneven a video's pictures are, by the middle one of some of its frames; null before any is there. */
export function useUnevenness(strip: readonly StripFrame[]): number | null {
  return useMemo(() => {
    const canvas = new OffscreenCanvas(CELLS, CELLS);
    const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
    if (context === null) return null;
    context.imageSmoothingQuality = "high";
    const step = Math.max(1, strip.length / MOST_FRAMES);
    const some = Array.from(
      { length: Math.min(MOST_FRAMES, strip.length) },
      (_, place) => strip[Math.floor(place * step)],
    );
    return middleOf(
      some.flatMap((frame) => {
        // One that was freed has no size.
        if (frame === undefined || frame.thumbnail.width === 0) return [];
        context.drawImage(frame.thumbnail, 0, 0, CELLS, CELLS);
        return [unevenness(context.getImageData(0, 0, CELLS, CELLS).data)];
      }),
    );
  }, [strip]);
}

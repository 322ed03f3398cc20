import { useMemo } from "react";
import type { StripFrame } from "../../store/video/types.ts";
import { busyness, middleOf, POINTS } from "../values/drawn-world.ts";

/** More frames of a video would tell no more. */
const MOST_FRAMES = 8;

/** What was measured, because a strip grows while a video is read. */
const measured = new WeakMap<ImageBitmap, number>();

function measure(picture: ImageBitmap, context: OffscreenCanvasRenderingContext2D): number {
  const known = measured.get(picture);
  if (known !== undefined) return known;
  context.drawImage(picture, 0, 0, POINTS, POINTS);
  const value = busyness(context.getImageData(0, 0, POINTS, POINTS).data);
  measured.set(picture, value);
  return value;
}

/** How busy a video's pictures are, by the middle one of some of its frames; null before any is there. */
export function useBusyness(strip: readonly StripFrame[]): number | null {
  return useMemo(() => {
    const canvas = new OffscreenCanvas(POINTS, POINTS);
    const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
    if (context === null) return null;
    context.imageSmoothingQuality = "high";
    const step = Math.max(1, strip.length / MOST_FRAMES);
    const some = Array.from(
      { length: Math.min(MOST_FRAMES, strip.length) },
      (_, place) => strip[Math.floor(place * step)],
    );
    return middleOf(
      some.flatMap((frame) =>
        // One that was freed has no size.
        frame === undefined || frame.thumbnail.width === 0
          ? []
          : [measure(frame.thumbnail, context)],
      ),
    );
  }, [strip]);
}

import { useMemo } from "react";
import type { StripFrame } from "../../store/video/types.ts";
import { busyness, middleOf, POINTS, someOf } from "../values/drawn-world.ts";

/** What was measured, because a strip grows while a video is read. */
const measured = new WeakMap<ImageBitmap, number>();

/** Where pictures are measured, made for the first. */
let context: OffscreenCanvasRenderingContext2D | null = null;

function contextOf(): OffscreenCanvasRenderingContext2D | null {
  if (context !== null) return context;
  const canvas = new OffscreenCanvas(POINTS, POINTS);
  context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  if (context !== null) context.imageSmoothingQuality = "high";
  return context;
}

function measure(picture: ImageBitmap): number[] {
  const known = measured.get(picture);
  if (known !== undefined) return [known];
  const at = contextOf();
  // One that was freed has no size.
  if (at === null || picture.width === 0) return [];
  at.drawImage(picture, 0, 0, POINTS, POINTS);
  const value = busyness(at.getImageData(0, 0, POINTS, POINTS).data);
  measured.set(picture, value);
  return [value];
}

/** How busy a video's pictures are, by the middle one of some of its frames; null before any is there. */
export function useBusyness(strip: readonly StripFrame[]): number | null {
  return useMemo(
    () =>
      middleOf(
        someOf(strip.length).flatMap((place) => {
          const frame = strip[place];
          return frame === undefined ? [] : measure(frame.thumbnail);
        }),
      ),
    [strip],
  );
}

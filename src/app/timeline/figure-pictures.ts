// The strip's pictures as data addresses, which a figure holds in itself.

import type { StripFrame } from "../../store/video/types.ts";
import type { FigurePicture } from "./chart-svg.ts";

const QUALITY = 0.85;

/** Returns the pictures by the place of their frame; those that are closed already are left out. */
export function figurePictures(
  strip: readonly Pick<StripFrame, "index" | "thumbnail">[],
): Map<number, FigurePicture> {
  const canvas = document.createElement("canvas");
  const pictures = new Map<number, FigurePicture>();
  for (const { index, thumbnail } of strip) {
    const { width, height } = thumbnail;
    if (width === 0) continue;
    Object.assign(canvas, { width, height });
    canvas.getContext("2d")?.drawImage(thumbnail, 0, 0);
    pictures.set(index, { url: canvas.toDataURL("image/jpeg", QUALITY), width, height });
  }
  return pictures;
}

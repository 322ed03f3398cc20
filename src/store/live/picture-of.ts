import type { StripFrame } from "../video/types.ts";

/** Returns a copy of a kept picture in a few kilobytes, which outlives it; null where the browser cannot make one. */
export async function pictureOf({ thumbnail }: StripFrame): Promise<Blob | null> {
  // A bitmap that was closed meanwhile has no size.
  if (typeof OffscreenCanvas === "undefined" || thumbnail.width === 0) return null;
  const canvas = new OffscreenCanvas(thumbnail.width, thumbnail.height);
  canvas.getContext("2d")?.drawImage(thumbnail, 0, 0);
  return canvas.convertToBlob({ type: "image/jpeg", quality: 0.7 }).catch(() => null);
}

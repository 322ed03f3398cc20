// Encodes a thumbnail into a few kilobytes that can be kept.

/** Returns a JPEG, or null when the browser cannot make one. `thumbnail` is read before the function returns. */
export async function toJpeg(thumbnail: ImageBitmap): Promise<Blob | null> {
  try {
    const canvas = new OffscreenCanvas(thumbnail.width, thumbnail.height);
    const context = canvas.getContext("2d", { alpha: false });
    context?.drawImage(thumbnail, 0, 0);
    return context === null
      ? null
      : await canvas.convertToBlob({ type: "image/jpeg", quality: 0.7 });
  } catch {
    return null;
  }
}

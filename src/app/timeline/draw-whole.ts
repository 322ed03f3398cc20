/** Draws a whole picture into a box, as large as it fits and in its middle. Returns how wide it is. */
export function drawWhole(
  context: CanvasRenderingContext2D,
  picture: ImageBitmap,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): number {
  const scale = Math.min(box.width / picture.width, box.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  context.imageSmoothingQuality = "high";
  const [x, y] = [box.x + (box.width - width) / 2, box.y + (box.height - height) / 2];
  context.drawImage(picture, x, y, width, height);
  return width;
}

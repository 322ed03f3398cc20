/** Fills the canvas with the middle of the picture; a picture narrower than the canvas stands whole in its middle. */
export function drawSlice(canvas: HTMLCanvasElement, picture: ImageBitmap): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const scale = canvas.height / picture.height;
  const width = picture.width * scale;
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, (canvas.width - width) / 2, 0, width, canvas.height);
}

/**
 * Converts RGBA bytes to planar YUV 4:2:0, BT.709, limited range, which every player expects of a film. It is done here
 * because the browser's encoders would take full range. Width and height must be even.
 */
export function toI420(rgba: Uint8ClampedArray, width: number, height: number) {
  const bytes = new Uint8ClampedArray((width * height * 3) / 2);
  const [half, uAt] = [width / 2, width * height];
  const vAt = uAt + uAt / 4;
  for (let row = 0; row < height; row += 2) {
    for (let column = 0; column < width; column += 2) {
      let [red, green, blue] = [0, 0, 0];
      for (const pixel of [0, 1, width, width + 1]) {
        const at = row * width + column + pixel;
        const [r = 0, g = 0, b = 0] = rgba.subarray(at * 4, at * 4 + 3);
        bytes[at] = 16 + (219 / 255) * luma(r, g, b);
        red += r / 4;
        green += g / 4;
        blue += b / 4;
      }
      const light = luma(red, green, blue);
      const at = (row / 2) * half + column / 2;
      bytes[uAt + at] = 128 + ((224 / 255) * (blue - light)) / 1.8556;
      bytes[vAt + at] = 128 + ((224 / 255) * (red - light)) / 1.5748;
    }
  }
  return bytes;
}

function luma(red: number, green: number, blue: number): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

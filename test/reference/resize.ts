// Resizing in f64, straight from the definition: each target pixel is the mean of the source, weighted by the filter
// centred on it, stretched when the picture shrinks, cut off at the border. Rounded to bytes between the two axes;
// weights are rounded to whole 2⁻²² as Pillow's are, or a mean that lies at a half would fall to the other side.

const FILTERS = {
  bilinear: { support: 1, at: (x: number) => (Math.abs(x) < 1 ? 1 - Math.abs(x) : 0) },
  bicubic: { support: 2, at: (x: number) => cubic(Math.abs(x), -0.5) },
  lanczos: { support: 3, at: (x: number) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

function cubic(x: number, a: number): number {
  if (x < 1) return (a + 2) * x ** 3 - (a + 3) * x ** 2 + 1;
  return x < 2 ? a * x ** 3 - 5 * a * x ** 2 + 8 * a * x - 4 * a : 0;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

type Size = readonly [width: number, height: number];

/** `rgb`: bytes, [height, width, 3]; returns bytes of the same layout. */
export function resizeReference(
  rgb: Uint8Array,
  [width, height]: Size,
  [toWidth, toHeight]: Size,
  filter: keyof typeof FILTERS,
): Uint8Array {
  const narrow = new Uint8Array(height * toWidth * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < toWidth; x++)
      for (let c = 0; c < 3; c++)
        narrow[(y * toWidth + x) * 3 + c] = sample(
          filter,
          width,
          toWidth,
          x,
          (i) => rgb[(y * width + i) * 3 + c]!,
        );
  const small = new Uint8Array(toHeight * toWidth * 3);
  for (let y = 0; y < toHeight; y++)
    for (let x = 0; x < toWidth; x++)
      for (let c = 0; c < 3; c++)
        small[(y * toWidth + x) * 3 + c] = sample(
          filter,
          height,
          toHeight,
          y,
          (i) => narrow[(i * toWidth + x) * 3 + c]!,
        );
  return small;
}

function sample(
  filter: keyof typeof FILTERS,
  from: number,
  to: number,
  target: number,
  read: (index: number) => number,
): number {
  const { support, at } = FILTERS[filter];
  const scale = from / to;
  const stretch = Math.max(1, scale);
  const center = (target + 0.5) * scale;
  // Pillow's window: whole pixels whose centres lie within the support, half a pixel generous.
  const first = Math.max(0, Math.floor(center - support * stretch + 0.5));
  const end = Math.min(from, Math.floor(center + support * stretch + 0.5));
  let total = 0;
  for (let i = first; i < end; i++) total += at((i + 0.5 - center) / stretch);
  let sum = 0;
  for (let i = first; i < end; i++) {
    const part = (at((i + 0.5 - center) / stretch) / total) * 2 ** 22;
    sum += Math.trunc(part + Math.sign(part) / 2) * read(i);
  }
  return Math.min(255, Math.max(0, Math.floor(sum / 2 ** 22 + 0.5)));
}

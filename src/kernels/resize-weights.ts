// Which source pixels contribute to each target pixel, and with what weight, along one axis: Pillow's `Image.resize` on
// 8-bit pictures, libImaging/Resample.c (`precompute_coeffs`, `normalize_coeffs_8bpc`). Pure functions.

export type ResizeFilter = "bilinear" | "bicubic" | "lanczos";

/** Weights are whole numbers of 2⁻²²: Pillow's PRECISION_BITS = 32 − 8 − 2. */
export const FRACTION_BITS = 22;

export interface ResizeWeights {
  /** The most weights that any target pixel has. */
  readonly taps: number;
  /** The first source pixel and the number of them, [targets × 2]. */
  readonly spans: Uint32Array<ArrayBuffer>;
  /** The weights, [targets × taps], zero after each span's end. */
  readonly weights: Int32Array<ArrayBuffer>;
}

interface Kernel {
  /** The half-width of the filter, in source pixels at scale 1. */
  readonly support: number;
  readonly weight: (x: number) => number;
}

const CUBIC_A = -0.5; // Pillow's value; torch has −0.75

const KERNELS: Readonly<Record<ResizeFilter, Kernel>> = {
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { support: 2, weight: (x) => cubic(Math.abs(x)) },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

function cubic(x: number): number {
  if (x < 1) return ((CUBIC_A + 2) * x - (CUBIC_A + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * CUBIC_A;
  return 0;
}

function sinc(x: number): number {
  if (x === 0) return 1;
  return Math.sin(x * Math.PI) / (x * Math.PI);
}

/** When shrinking, the filter widens by the factor of the shrinking, which is the antialiasing. */
export function resizeWeights(
  sourceSize: number,
  targetSize: number,
  filter: ResizeFilter,
): ResizeWeights {
  const { support, weight } = KERNELS[filter];
  const scale = sourceSize / targetSize;
  const stretch = Math.max(1, scale);
  const reach = support * stretch;
  const taps = Math.ceil(reach) * 2 + 1;
  const spans = new Uint32Array(targetSize * 2);
  const weights = new Int32Array(targetSize * taps);
  for (let target = 0; target < targetSize; target++) {
    const center = (target + 0.5) * scale;
    const first = Math.max(0, Math.trunc(center - reach + 0.5));
    const count = Math.min(sourceSize, Math.trunc(center + reach + 0.5)) - first;
    const exact = Array.from({ length: count }, (_, i) =>
      weight((first + i - center + 0.5) * (1 / stretch)),
    );
    const sum = exact.reduce((total, value) => total + value, 0);
    spans.set([first, count], target * 2);
    weights.set(
      exact.map((value) => wholeNumber(sum === 0 ? value : value / sum)),
      target * taps,
    );
  }
  return { taps, spans, weights };
}

/** Rounds half away from zero, as Pillow does. */
function wholeNumber(weight: number): number {
  return Math.trunc(weight * 2 ** FRACTION_BITS + (weight < 0 ? -0.5 : 0.5));
}

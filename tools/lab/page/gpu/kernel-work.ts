// How much work a start of a kernel is, by the numbers of its `params`: the sums of products of those that compute, and the
// bytes of those that look at a part of what they are bound to. Of the others every bound byte counts once, which is the
// least that a kernel can move.

interface KernelWork {
  /** The additions of products. */
  readonly fmas?: (params: Uint32Array, boundBytes: readonly number[]) => number;
  readonly bytes?: (params: Uint32Array, boundBytes: readonly number[]) => number;
}

const at = (params: Uint32Array, index: number): number => params[index] ?? 0;

/** The product of some params, and a factor. */
const times =
  (factor: number, ...indices: readonly number[]) =>
  (params: Uint32Array): number =>
    indices.reduce((product, index) => product * at(params, index), factor);

/** Params are the vectors, the quads of a vector, and how many others each is compared with. */
const PAIRS: KernelWork = { fmas: times(4, 0, 1, 2) };

/** Params are the places, then raters, heads, heads of keys and channels of a head. */
const LOOK: KernelWork = { fmas: times(1, 0, 1, 2, 4) };

const WORK: Readonly<Record<string, KernelWork>> = {
  "cosine-dots": { fmas: times(3 * 4, 0, 1, 2) },
  "gaussian-distances": { fmas: times(2 * 4, 0, 1, 2) },
  "token-squares": { fmas: times(4, 0, 1, 2) },
  "unit-vectors": { fmas: times(4, 0, 1) },
  "nearest-other": PAIRS,
  "nearest-row": PAIRS,
  "nearest-centre": PAIRS,
  "pair-cosines": { fmas: (params) => 4 * at(params, 1) * at(params, 3) ** 2 },
  "unicomp-near": PAIRS,
  "part-distances": PAIRS,
  "gram-matrix": {
    fmas(params) {
      const [rows, channels] = [at(params, 0), 4 * at(params, 1)];
      return at(params, 2) === 1 ? channels ** 2 * rows : rows ** 2 * channels;
    },
  },
  "dycoke-changes": { fmas: times(3 * 4, 0, 1, 2) },
  "vcast-unlike": { fmas: times(3 * 4, 0, 2) },
  "multiply-matrices": { fmas: times(1, 0, 0, 0) },
  "row-distances": { fmas: times(1, 0, 0, 1) },
  "text-weights": { fmas: times(1, 0, 1, 2) },
  "pool-bilinear": { fmas: times(3, 0, 5, 6, 7) },
  "attention-sums": {
    // Every rater is taken to see all keys.
    fmas: (params, [, keyBytes = 0]) => (times(1, 0, 1)(params) * keyBytes) / 4 / at(params, 2),
  },
  "received-attention": LOOK,
  "attention-by-head": LOOK,
  "frame-attention": { fmas: times(2, 0, 1, 4) },
  "query-scores": { fmas: times(1, 0, 1, 3) },
  "resize-load": { bytes: times(8, 0, 1) },
  "resize-load-external": { bytes: times(8, 0, 1) },
  "resize-vertical": {
    // Its output holds other frames too: three channels of this one are written.
    bytes: (params, boundBytes) =>
      boundBytes.slice(0, -1).reduce((sum, bytes) => sum + bytes, 0) + times(12, 0, 1)(params),
  },
  // One row of the cosines.
  "floc-take": {
    bytes: (params, boundBytes) =>
      boundBytes.reduce((sum, bytes) => sum + bytes, 0) -
      Math.max(...boundBytes) +
      times(4, 0)(params),
  },
  "frame-difference": { bytes: times(2 * 3 * 4, 2) },
  "gather-rows": { bytes: times(2 * 4, 0, 1) },
  "gather-rows-vec4": { bytes: times(2 * 16, 0, 1) },
  "splice-rows": { bytes: times(2 * 4, 0, 1) },
  "gather-cache": { bytes: times(2 * 4, 0, 1, 2) },
  "rotate-keys": { bytes: times(2 * 4, 0, 1, 2) },
  "value-norms": { bytes: times(4, 0, 1, 2) },
};

export const fmasOf = (
  kernel: string,
  params: Uint32Array,
  boundBytes: readonly number[],
): number | null => WORK[kernel]?.fmas?.(params, boundBytes) ?? null;

export const bytesOf = (
  kernel: string,
  params: Uint32Array,
  boundBytes: readonly number[],
): number =>
  WORK[kernel]?.bytes?.(params, boundBytes) ?? boundBytes.reduce((sum, bytes) => sum + bytes, 0);

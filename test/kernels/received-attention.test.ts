// attention-sums and received-attention: from the queries of some rows, and keys, to what each key receives.

import { expect, it } from "vitest";
import { ATTENTION_SUMS, recordAttentionSums } from "../../src/kernels/attention-sums.ts";
import {
  RECEIVED_ATTENTION,
  recordReceivedAttention,
} from "../../src/kernels/received-attention.ts";
import { receivedAttentionReference } from "../reference/received-attention.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { asReals, inEachReal, real } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { F32_SUM } from "../tolerance.ts";

const gpu = useGpu();

interface Case {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
  /** Rows of the queries, and of the keys, some of which are spare room. */
  readonly rows: number;
  readonly keys: number;
  readonly raters: readonly (readonly [row: number, sees: number])[];
  readonly places: readonly number[];
  /** Keys as a cache holds them, or as a projection gives them. */
  readonly isCache: boolean;
  readonly isPacked?: boolean;
  readonly spread?: number;
  readonly axisLimit?: number;
}

async function run(shape: Case, given?: { queries?: number[]; keys?: number[] }) {
  const { heads, kvHeads, headSize, isCache, isPacked = false, spread = 1 } = shape;
  const rowWidth = (heads + (isPacked ? 2 * kvHeads : 0)) * headSize;
  const queries = asReals(
    Float32Array.from(given?.queries ?? seededNormals(shape.rows * rowWidth, 1, spread)),
  );
  const keys = asReals(
    Float32Array.from(given?.keys ?? seededNormals(kvHeads * shape.keys * headSize, 2, spread)),
  );
  const keyOf = (head: number, place: number): number[] => {
    const row = isCache ? head * shape.keys + place : place * kvHeads + head;
    return [...keys.subarray(row * headSize, (row + 1) * headSize)];
  };
  const [sumsKernel, kernel] = await Promise.all([
    gpu().kernels.load(ATTENTION_SUMS, {}, real()),
    gpu().kernels.load(RECEIVED_ATTENTION, {}, real()),
  ]);
  const got = await onWorkbench(
    gpu(),
    async (bench) => {
      const tensors = {
        queries: bench.reals(queries, [1, shape.rows, rowWidth]),
        keys: bench.reals(
          keys,
          isCache ? [1, kvHeads, shape.keys, headSize] : [1, shape.keys, kvHeads * headSize],
        ),
        raters: bench.input(Uint32Array.from(shape.raters.flat()), [shape.raters.length, 2]),
        sums: bench.output([shape.raters.length, heads, 2]),
        places: bench.input(Uint32Array.from(shape.places)),
        received: bench.output([shape.places.length]),
      };
      bench.run((to) => {
        recordAttentionSums(to, sumsKernel, shape, tensors);
        recordReceivedAttention(to, kernel, shape, tensors);
      });
      return bench.floats(tensors.received);
    },
    shape.axisLimit,
  );
  const of = { heads, kvHeads, headSize, rowWidth };
  const want = receivedAttentionReference(queries, keyOf, of, shape.raters, shape.places);
  return { got, want };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

const ONE: Case = {
  heads: 1,
  kvHeads: 1,
  headSize: 1,
  rows: 1,
  keys: 1,
  raters: [[0, 1]],
  places: [0],
  isCache: true,
};

inEachReal("received-attention", () => {
  it.each<Case>([
    ONE,
    // One head; spare rows in the cache.
    { ...ONE, headSize: 32, rows: 3, keys: 80, raters: [[2, 65]], places: upTo(65) },
    // Grouped heads, two for each of keys, whose places are picked from the middle.
    {
      heads: 4,
      kvHeads: 2,
      headSize: 16,
      rows: 5,
      keys: 64,
      raters: [[4, 63]],
      places: [7, 3, 62, 31, 40],
      isCache: true,
      isPacked: true,
    },
    // Several raters, each of which sees other keys, and keys as a projection gives them.
    {
      heads: 14,
      kvHeads: 2,
      headSize: 7,
      rows: 9,
      keys: 131,
      raters: [
        [0, 100],
        [4, 127],
        [8, 131],
      ],
      places: upTo(131),
      isCache: false,
      axisLimit: 2,
    },
    // Products far beyond what exp can take without the largest being subtracted.
    {
      ...ONE,
      heads: 3,
      kvHeads: 3,
      headSize: 64,
      keys: 40,
      raters: [[0, 40]],
      places: upTo(40),
      spread: 9,
    },
  ])("is the map's mean over $heads heads and raters $raters", async (shape) => {
    const { got, want } = await run(shape);
    expect(differs(got, want, F32_SUM)).toBeNull();
  });

  it("adds up to one over all keys that a row sees", async () => {
    const shape = {
      ...ONE,
      heads: 6,
      kvHeads: 2,
      headSize: 8,
      keys: 90,
      raters: [[0, 77]] as const,
    };
    const { got } = await run({ ...shape, places: upTo(90) });
    expect(got.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 5);
    expect(got.slice(77)).toEqual(Array(13).fill(0)); // what a row does not see
  });

  it("is even where all products are equal, and finds the one key that is looked at", async () => {
    const shape = { ...ONE, headSize: 2, keys: 5, raters: [[0, 5]] as const, places: upTo(5) };
    const even = await run(shape, { queries: [3, 1], keys: Array<number>(10).fill(2) });
    for (const each of even.got) expect(each).toBeCloseTo(0.2, 6);
    const sharp = await run(shape, { queries: [40, 0], keys: [0, 0, 0, 0, 9, 0, 0, 0, 0, 0] });
    expect(sharp.got[2]).toBeCloseTo(1, 6);
  });

  it("refuses heads that share no keys evenly, keys of other heads, and no raters", async () => {
    await expect(run({ ...ONE, heads: 3, kvHeads: 2 })).rejects.toThrow(/3 heads over 2/);
    await expect(run({ ...ONE, raters: [] })).rejects.toThrow(/0 raters/);
  });
});

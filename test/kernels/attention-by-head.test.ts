import { expect, it } from "vitest";
import { ATTENTION_BY_HEAD, recordAttentionByHead } from "../../src/kernels/attention-by-head.ts";
import { ATTENTION_SUMS, recordAttentionSums } from "../../src/kernels/attention-sums.ts";
import { attentionReference } from "../reference/received-attention.ts";
import { useGpu } from "../support/gpu.ts";
import { differs } from "../support/differs.ts";
import { seededNormals } from "../support/random.ts";
import { asReals, inEachReal, real } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { F32_SUM } from "../tolerance.ts";

const gpu = useGpu();

inEachReal("attention-by-head", () => {
  it.each([
    { heads: 1, kvHeads: 1, headSize: 1, rows: 1, keys: 1, raters: [[0, 1]], places: [0] },
    {
      heads: 4,
      kvHeads: 2,
      headSize: 16,
      rows: 5,
      keys: 64,
      raters: [[4, 63]],
      places: [7, 3, 62],
    },
    {
      heads: 15,
      kvHeads: 5,
      headSize: 8,
      rows: 9,
      keys: 70,
      raters: [
        [0, 20],
        [8, 70],
        [3, 33],
      ],
      places: Array.from({ length: 70 }, (_, i) => i),
    },
  ])("of $heads heads and raters $raters is the map's, weighed", async (shape) => {
    const { heads, kvHeads, headSize, raters, places } = shape;
    const rowWidth = heads * headSize;
    const queries = asReals(seededNormals(shape.rows * rowWidth, 1));
    const keys = asReals(seededNormals(kvHeads * shape.keys * headSize, 2));
    const gains = seededNormals(raters.length * places.length, 3);
    const got = await onWorkbench(
      gpu(),
      async (bench) => {
        const [sumsKernel, kernel] = await Promise.all([
          gpu().kernels.load(ATTENTION_SUMS, {}, real()),
          gpu().kernels.load(ATTENTION_BY_HEAD, {}, real()),
        ]);
        const tensors = {
          queries: bench.reals(queries, [1, shape.rows, rowWidth]),
          keys: bench.reals(keys, [1, kvHeads, shape.keys, headSize]),
          raters: bench.input(Uint32Array.from(raters.flat()), [raters.length, 2]),
          sums: bench.output([raters.length, heads, 2]),
          places: bench.input(Uint32Array.from(places)),
          gains: bench.input(gains),
          received: bench.output([heads, places.length]),
        };
        bench.run((to) => {
          recordAttentionSums(to, sumsKernel, shape, tensors);
          recordAttentionByHead(to, kernel, shape, tensors);
        });
        return bench.floats(tensors.received);
      },
      2,
    );
    const keyOf = (head: number, place: number): number[] => {
      const row = head * shape.keys + place;
      return [...keys.subarray(row * headSize, (row + 1) * headSize)];
    };
    const of = { heads, kvHeads, headSize, rowWidth };
    const maps = raters.map(([row = 0, sees = 0]) =>
      attentionReference(queries, keyOf, of, [row, sees]),
    );
    const want = Array.from({ length: heads }, (_, head) =>
      places.map(
        (place, i) =>
          maps.reduce(
            (sum, map, r) => sum + gains[r * places.length + i]! * (map[head]![place] ?? 0),
            0,
          ) / raters.length,
      ),
    );
    expect(differs(got, want.flat(), F32_SUM)).toBeNull();
  });
});

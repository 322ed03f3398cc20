import { describe, expect, it } from "vitest";
import { recordRankRows, RANK_ROWS, rankRowsConstants } from "../../src/kernels/rank-rows.ts";
import { rankRowsReference } from "../reference/rank-rows.ts";
import { useGpu } from "../support/gpu.ts";
import { seeded } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

async function run(
  values: Float32Array<ArrayBuffer>,
  columns: number,
  first: "largest" | "smallest",
  axisLimit?: number,
): Promise<number[]> {
  return onWorkbench(
    gpu(),
    async (bench) => {
      const kernel = await gpu().kernels.load(RANK_ROWS, rankRowsConstants(first));
      const tensors = {
        values: bench.input(values),
        ranks: bench.output([values.length], "uint32"),
      };
      const shape = { rows: values.length / columns, columns };
      bench.run((to) => recordRankRows(to, kernel, shape, tensors));
      return bench.uints(tensors.ranks);
    },
    axisLimit,
  );
}

/** Few different values, so that most are tied. */
function tied(count: number): Float32Array<ArrayBuffer> {
  const random = seeded(count);
  return Float32Array.from({ length: count }, () => Math.floor(random() * 5) - 2);
}

describe.each([
  { rows: 1, columns: 1 },
  { rows: 3, columns: 3 },
  { rows: 2, columns: 4 },
  { rows: 70, columns: 5 },
  { rows: 3, columns: 257 },
])("rank-rows $rows×$columns", ({ rows, columns }) => {
  it.each(["largest", "smallest"] as const)("ranks ties by index, %s first", async (first) => {
    const values = tied(rows * columns);
    const want = Array.from(rankRowsReference(values, columns, first));
    expect(await run(values, columns, first)).toEqual(want);
  });
});

describe("rank-rows", () => {
  it("folds a grid that is longer than one axis", async () => {
    const values = tied(700);
    expect(await run(values, 7, "largest", 2)).toEqual(
      Array.from(rankRowsReference(values, 7, "largest")),
    );
  });

  it("orders negative, tiny, huge and infinite values, holds −0 for 0 and puts NaN below all", async () => {
    const values = Float32Array.of(-0, 1e-40, NaN, -Infinity, 0, 3e38, -1e-40, Infinity, -1, NaN);
    for (const first of ["largest", "smallest"] as const) {
      const want = Array.from(rankRowsReference(values, values.length, first));
      expect(await run(values, values.length, first)).toEqual(want);
    }
  });
});

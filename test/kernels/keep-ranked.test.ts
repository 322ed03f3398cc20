import { describe, expect, it } from "vitest";
import { recordKeepRanked, KEEP_RANKED } from "../../src/kernels/keep-ranked.ts";
import { keepRankedReference } from "../reference/keep-ranked.ts";
import { rankRowsReference } from "../reference/rank-rows.ts";
import { useGpu } from "../support/gpu.ts";
import { seeded } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

describe.each([
  { rows: 1, columns: 1, axisLimit: undefined },
  { rows: 5, columns: 3, axisLimit: undefined },
  { rows: 4, columns: 67, axisLimit: undefined },
  { rows: 31, columns: 13, axisLimit: 3 },
])("keep-ranked $rows×$columns", ({ rows, columns, axisLimit }) => {
  it("keeps what each row may keep, in order and without gaps", async () => {
    const random = seeded(rows * columns);
    const ranks = rankRowsReference(
      Float32Array.from({ length: rows * columns }, random),
      columns,
      "largest",
    ) as Uint32Array<ArrayBuffer>;
    // Some rows keep nothing, some all.
    const counts = Uint32Array.from({ length: rows }, () =>
      Math.min(columns, Math.floor(random() * (columns + 2))),
    );
    const want = keepRankedReference(ranks, columns, counts);
    const got = await onWorkbench(
      gpu(),
      async (bench) => {
        const kernel = await gpu().kernels.load(KEEP_RANKED);
        const tensors = {
          ranks: bench.input(ranks),
          counts: bench.input(counts),
          kept: bench.output([rows * columns], "uint32"),
        };
        bench.run((to) => recordKeepRanked(to, kernel, { rows, columns }, tensors));
        return bench.uints(tensors.kept);
      },
      axisLimit,
    );
    expect(got.slice(0, want.length)).toEqual(want);
    expect(got.slice(want.length).every((index) => index === 0)).toBe(true);
  });
});

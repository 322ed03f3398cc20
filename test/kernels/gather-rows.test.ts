import { describe, expect, it } from "vitest";
import { recordGatherRows, GATHER_ROWS, loadGatherRows } from "../../src/kernels/gather-rows.ts";
import type { Kernel } from "../../src/gpu/kernel.ts";
import { gatherRowsReference } from "../reference/gather-rows.ts";
import { useGpu } from "../support/gpu.ts";
import { seeded, seededNormals } from "../support/random.ts";
import { asReals, inEachReal, real, realDtype } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

interface Case {
  readonly source: number;
  readonly width: number;
  readonly count: number;
  readonly axisLimit?: number;
}

async function run({ source, width, count, axisLimit }: Case, kernel: Kernel) {
  const rows = asReals(seededNormals(source * width, 1));
  const random = seeded(2);
  const indices = Uint32Array.from({ length: count }, () => Math.floor(random() * source));
  const got = await onWorkbench(
    gpu(),
    async (bench) => {
      const tensors = {
        rows: bench.reals(rows),
        indices: bench.input(indices),
        picked: bench.output([count, width], realDtype()),
      };
      bench.run((to) => recordGatherRows(to, kernel, { count, width }, tensors));
      return bench.floats(tensors.picked);
    },
    axisLimit,
  );
  return { got, want: Array.from(gatherRowsReference(rows, width, indices)) };
}

inEachReal("gather-rows", () => {
  describe.each<Case>([
    { source: 1, width: 1, count: 1 },
    { source: 9, width: 4, count: 3 },
    { source: 9, width: 7, count: 19 },
    { source: 20, width: 132, count: 17 },
    { source: 5, width: 260, count: 40, axisLimit: 3 },
    { source: 5, width: 261, count: 40, axisLimit: 3 },
  ])("$count of $source rows of $width", (shape) => {
    it("copies the rows that are asked for, any of them more than once", async () => {
      const { got, want } = await run(shape, await loadGatherRows(gpu(), shape.width, real()));
      expect(got).toEqual(want);
    });

    it("copies the same with the plain kernel", async () => {
      const { got, want } = await run(shape, await gpu().kernels.load(GATHER_ROWS, {}, real()));
      expect(got).toEqual(want);
    });
  });

  it("records nothing for no rows", async () => {
    const kernel = await loadGatherRows(gpu(), 4, real());
    await onWorkbench(gpu(), async (bench) => {
      const rows = bench.reals(Float32Array.of(1, 2, 3, 4));
      const picked = bench.output([1, 4], realDtype());
      const indices = bench.input(Uint32Array.of(0));
      bench.run((to) => {
        recordGatherRows(to, kernel, { count: 0, width: 4 }, { rows, indices, picked });
      });
      expect(await bench.floats(picked)).toEqual([0, 0, 0, 0]);
    });
  });
});

import { expect, it } from "vitest";
import { MEAN_ROWS, recordMeanRows } from "../../src/kernels/mean-rows.ts";
import { meanRowsReference } from "../reference/mean-rows.ts";
import { useGpu } from "../support/gpu.ts";
import { differs } from "../support/differs.ts";
import { seededNormals } from "../support/random.ts";
import { asReals, asStored, inEachReal, real, realDtype } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { F32_SUM } from "../tolerance.ts";

const gpu = useGpu();

inEachReal("mean-rows", () => {
  it.each([
    [[[0]], 1],
    [[[4, 1], [0], [2, 2, 3]], 65],
    [Array.from({ length: 70 }, (_, g) => [g % 5, (g * 3) % 5]), 33],
    // More than 11 bits could add up.
    [[Array.from({ length: 700 }, (_, i) => i % 5)], 9],
  ])("of groups %j of width %i are the reference", async (groups, width) => {
    const rows = asReals(seededNormals(5 * width, 6));
    const starts = groups.reduce((all, group) => [...all, all.at(-1)! + group.length], [0]);
    const got = await onWorkbench(
      gpu(),
      async (bench) => {
        const kernel = await gpu().kernels.load(MEAN_ROWS, {}, real());
        const means = bench.output([groups.length, width], realDtype());
        const given = {
          rows: bench.reals(rows),
          starts: bench.input(Uint32Array.from(starts)),
          members: bench.input(Uint32Array.from(groups.flat())),
          means,
        };
        bench.run((to) => recordMeanRows(to, kernel, { groups: groups.length, width }, given));
        return bench.floats(means);
      },
      2,
    );
    expect(differs(got, meanRowsReference(rows, width, groups), asStored(F32_SUM))).toBeNull();
  });
});

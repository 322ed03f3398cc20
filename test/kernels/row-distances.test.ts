import { expect, it } from "vitest";
import { recordRowDistances, ROW_DISTANCES } from "../../src/kernels/row-distances.ts";
import { rowDistancesReference } from "../reference/row-distances.ts";
import { useGpu } from "../support/gpu.ts";
import { differs } from "../support/differs.ts";
import { seededNormals } from "../support/random.ts";
import { asReals, inEachReal, real } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { F32_SUM } from "../tolerance.ts";

const gpu = useGpu();

inEachReal("row-distances", () => {
  it.each([
    [1, 1, 1],
    [2, 65, 2],
    [17, 31, 1],
    [67, 128, 2],
  ])("of %i rows of %i in %i tensors are the reference", async (count, width, parts) => {
    const rows = Array.from({ length: parts }, (_, i) =>
      asReals(seededNormals(count * width, 3 + i)),
    );
    const got = await onWorkbench(
      gpu(),
      async (bench) => {
        const kernel = await gpu().kernels.load(ROW_DISTANCES, {}, real());
        const distances = bench.output([count, count]);
        const given = { rows: rows.map((part) => bench.reals(part)), distances };
        bench.run((to) => recordRowDistances(to, kernel, { count, width }, given));
        return bench.floats(distances);
      },
      3,
    );
    expect(differs(got, rowDistancesReference(rows, width), F32_SUM)).toBeNull();
    for (let i = 0; i < count; i++) expect(got[i * count + i]).toBe(0);
  });
});

import { expect, it } from "vitest";
import { recordRowChanges, ROW_CHANGES } from "../../src/kernels/row-changes.ts";
import { rowChangesReference } from "../reference/row-changes.ts";
import { useEachForm } from "../support/gpu.ts";
import { differs } from "../support/differs.ts";
import { seededNormals } from "../support/random.ts";
import { asReals, inEachReal, real } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { F32_SUM } from "../tolerance.ts";

const { gpu, inEachForm } = useEachForm();

const tensors = (count: number, length: number, seed: number): Float32Array<ArrayBuffer>[] =>
  Array.from({ length: count }, (_, i) => asReals(seededNormals(length, seed + i)));

async function run(
  before: readonly Float32Array<ArrayBuffer>[],
  after: readonly Float32Array<ArrayBuffer>[],
  width: number,
  axisLimit?: number,
): Promise<number[]> {
  const rows = after[0]!.length / width;
  return onWorkbench(
    gpu(),
    async (bench) => {
      const kernel = await gpu().kernels.load(ROW_CHANGES, {}, real());
      const changes = bench.output([rows]);
      const parts = (of: readonly Float32Array<ArrayBuffer>[]) =>
        of.map((part) => bench.reals(part));
      const given = { before: parts(before), after: parts(after), changes };
      bench.run((to) => recordRowChanges(to, kernel, { rows, width }, given));
      return bench.floats(changes);
    },
    axisLimit,
  );
}

inEachForm("row-changes", () => {
  inEachReal("of rows", () => {
    it.each([
      [1, 1, 1, 1],
      [7, 64, 1, 2],
      [13, 65, 2, 1],
      [130, 127, 2, 2],
    ])(
      "of %i rows of %i, %i and %i tensors, are the reference",
      async (rows, width, one, other) => {
        const [before, after] = [tensors(one, rows * width, 1), tensors(other, rows * width, 9)];
        const want = rowChangesReference(before, after, width);
        expect(differs(await run(before, after, width, 11), want, F32_SUM)).toBeNull();
      },
    );

    it("are 0 where a row stays, and tell NaN", async () => {
      const rows = asReals(seededNormals(3 * 5, 4));
      const moved = rows.map((value, i) => (i === 7 ? NaN : value));
      expect(await run([rows], [moved], 5)).toEqual([0, NaN, 0]);
    });

    it("refuse a border of three tensors, and of none", async () => {
      const rows = asReals(seededNormals(5, 4));
      await expect(run([rows], [rows, rows, rows], 5)).rejects.toThrow(/3 tensors/);
      await expect(run([], [rows], 5)).rejects.toThrow(/0 tensors/);
    });
  });
});

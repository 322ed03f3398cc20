import { expect, it } from "vitest";
import { COVERAGE, recordCoverage } from "../../src/kernels/coverage.ts";
import { coverageReference } from "../reference/coverage.ts";
import { differs } from "../support/differs.ts";
import { useEachForm } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { F32_SUM } from "../tolerance.ts";

const { gpu, inEachForm } = useEachForm();

const coverageOf = (closeness: Float32Array<ArrayBuffer>) =>
  onWorkbench(gpu(), async (bench) => {
    const kernel = await gpu().kernels.load(COVERAGE);
    const found = bench.output([4]);
    const input = bench.input(closeness);
    const shape = { count: closeness.length, threshold: 0.5 };
    bench.run((to) => recordCoverage(to, kernel, shape, { closeness: input, found }));
    return bench.floats(found);
  });

inEachForm("coverage", () => {
  it.each([1, 2, 127, 128, 129, 5_003])("adds up %i tokens", async (count) => {
    const closeness = Float32Array.from(seededNormals(count, count), Math.tanh);
    const found = await coverageOf(closeness);
    expect(differs(found, coverageReference(closeness, 0.5), F32_SUM)).toBeNull();
  });

  it("leaves out tokens without length, and counts those that are not finite", async () => {
    expect(await coverageOf(Float32Array.of(1, -2, Number.NaN, 0))).toEqual([0.5, 0.5, 2, 1]);
  });

  it("calls a video of tokens without length covered", async () => {
    expect(await coverageOf(Float32Array.of(-2, -2))).toEqual([1, 0, 0, 0]);
  });
});

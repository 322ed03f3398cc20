import { expect, it } from "vitest";
import { recordValueNorms, VALUE_NORMS } from "../../src/kernels/value-norms.ts";
import { valueNormsReference } from "../reference/value-norms.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { seeded, seededNormals } from "../support/random.ts";
import { asReals, inEachReal, real } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { F32_SUM } from "../tolerance.ts";

const gpu = useGpu();

interface Case {
  readonly heads: number;
  readonly source: number;
  readonly headSize: number;
  readonly count: number;
  readonly axisLimit?: number;
}

async function run({ heads, source, headSize, count, axisLimit }: Case) {
  const random = seeded(1);
  const rows = Uint32Array.from({ length: count }, () => Math.floor(random() * source));
  const values = asReals(seededNormals(heads * source * headSize, 2));
  const kernel = await gpu().kernels.load(VALUE_NORMS, {}, real());
  const got = await onWorkbench(
    gpu(),
    async (bench) => {
      const scores = bench.input(new Float32Array(count).fill(Number.NaN));
      const tensors = {
        values: bench.reals(values, [1, heads, source, headSize]),
        rows: bench.input(rows),
        scores,
      };
      bench.run((to) => recordValueNorms(to, kernel, { count }, tensors));
      return bench.floats(scores);
    },
    axisLimit,
  );
  return { got, want: valueNormsReference(values, { heads, headSize }, rows) };
}

inEachReal("value-norms", () => {
  it.each<Case>([
    { heads: 1, source: 1, headSize: 1, count: 1 },
    { heads: 2, source: 9, headSize: 16, count: 5 },
    { heads: 3, source: 70, headSize: 7, count: 129 },
    { heads: 2, source: 300, headSize: 64, count: 200, axisLimit: 3 },
  ])("agrees with the reference: $count of $source rows of $heads heads", async (shape) => {
    const { got, want } = await run(shape);
    expect(differs(got, want, F32_SUM)).toBeNull();
  });
});

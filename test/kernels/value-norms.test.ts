import { describe, expect, it } from "vitest";
import { encodeValueNorms, VALUE_NORMS } from "../../src/kernels/value-norms.ts";
import { valueNormsReference } from "../reference/value-norms.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { seeded, seededNormals } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { F32_SUM } from "../tolerance.ts";

const gpu = useGpu();

interface Case {
  readonly heads: number;
  readonly source: number;
  readonly headSize: number;
  readonly count: number;
  readonly layers: number;
  readonly axisLimit?: number;
}

async function run({ heads, source, headSize, count, layers, axisLimit }: Case) {
  const random = seeded(1);
  const rows = Uint32Array.from({ length: count }, () => Math.floor(random() * source));
  const values = Array.from({ length: layers }, (_, layer) =>
    seededNormals(heads * source * headSize, layer + 2, 1 + layer),
  );
  const kernel = await gpu().kernels.load(VALUE_NORMS);
  const weight = 1 / layers;
  const got = await onWorkbench(
    gpu(),
    async (bench) => {
      const scores = bench.input(new Float32Array(count).fill(Number.NaN));
      const shared = bench.input(rows);
      for (const [index, each] of values.entries()) {
        const layer = bench.input(each, [1, heads, source, headSize]);
        const tensors = { values: layer, rows: shared, scores };
        const options = { count, weight, isFirst: index === 0 };
        bench.run((to) => encodeValueNorms(bench.gpu, to, kernel, options, tensors));
      }
      return bench.floats(scores);
    },
    axisLimit,
  );
  const each = values.map((layer) => valueNormsReference(layer, { heads, headSize }, rows));
  return {
    got,
    want: each[0]!.map((_, i) => each.reduce((sum, one) => sum + one[i]!, 0) / layers),
  };
}

describe("value-norms", () => {
  it.each<Case>([
    { heads: 1, source: 1, headSize: 1, count: 1, layers: 1 },
    { heads: 2, source: 9, headSize: 16, count: 5, layers: 1 },
    { heads: 3, source: 70, headSize: 7, count: 129, layers: 3 },
    { heads: 2, source: 300, headSize: 64, count: 200, layers: 2, axisLimit: 3 },
  ])("agrees with the reference: $count of $source rows, $layers layers", async (shape) => {
    const { got, want } = await run(shape);
    expect(differs(got, want, F32_SUM)).toBeNull();
  });
});

// text-weights, and column-means behind it: how much of the tokens' weight each row of a text gets.

import { describe, expect, it } from "vitest";
import { COLUMN_MEANS, recordColumnMeans } from "../../src/kernels/column-means.ts";
import { recordTextWeights, TEXT_WEIGHTS } from "../../src/kernels/text-weights.ts";
import { textWeightsReference } from "../reference/text-weights.ts";
import { useEachForm } from "../support/gpu.ts";
import { differs } from "../support/differs.ts";
import { seededNormals } from "../support/random.ts";
import { asReals, inEachReal, real } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { F32_SUM } from "../tolerance.ts";

const { gpu, inEachForm } = useEachForm();

const rowsOf = (values: Float32Array, width: number): number[][] =>
  Array.from({ length: values.length / width }, (_, row) => [
    ...values.subarray(row * width, (row + 1) * width),
  ]);

inEachForm("text-weights and column-means", () => {
  inEachReal("of features", () => {
    describe.each([
      [1, 1, 1, 1],
      [5, 3, 16, 1],
      [131, 17, 33, 1],
      // Products far beyond what exp can take without the largest being subtracted.
      [40, 6, 64, 9],
    ])("text-weights of %i tokens and %i rows of %i, spread %f", (tokens, texts, width, spread) => {
      it("are the reference, and their column-means are", async () => {
        const features = asReals(seededNormals(tokens * width, 1, spread));
        const rows = seededNormals(texts * width, 2, spread);
        const got = await onWorkbench(
          gpu(),
          async (bench) => {
            const [weigh, average] = await Promise.all([
              gpu().kernels.load(TEXT_WEIGHTS, {}, real()),
              gpu().kernels.load(COLUMN_MEANS),
            ]);
            const weights = bench.output([tokens, texts]);
            const means = bench.output([texts]);
            const given = { features: bench.reals(features), texts: bench.input(rows), weights };
            bench.run((to) => {
              recordTextWeights(to, weigh, { tokens, texts, width }, given);
              recordColumnMeans(
                to,
                average,
                { rows: tokens, columns: texts },
                { values: weights, means },
              );
            });
            return { weights: await bench.floats(weights), means: await bench.floats(means) };
          },
          2,
        );
        const want = textWeightsReference(rowsOf(features, width), rowsOf(rows, width));
        const tolerance = { abs: F32_SUM.abs * spread ** 2 * 10, rel: 0 };
        expect(differs(got.weights, want.flat(), tolerance)).toBeNull();
        const means = want[0]!.map(
          (_, t) => want.reduce((sum, weights) => sum + weights[t]!, 0) / tokens,
        );
        expect(differs(got.means, means, tolerance)).toBeNull();
        expect(got.means.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 5);
      });
    });
  });
});

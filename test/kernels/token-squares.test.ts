import { describe, expect, it } from "vitest";
import { SLICED_CONSTANTS, SLICES, tileCount } from "../../src/kernels/cosine-dots.ts";
import { SUM_SLICES_CONSTANTS } from "../../src/kernels/cosine-uniqueness.ts";
import { recordInverseNorms, INVERSE_NORMS } from "../../src/kernels/inverse-norms.ts";
import { recordTokenSquares, TOKEN_SQUARES } from "../../src/kernels/token-squares.ts";
import { inverseNormsReference } from "../reference/inverse-norms.ts";
import { tokenSquaresReference } from "../reference/token-squares.ts";
import { differs } from "../support/differs.ts";
import { FEATURE_SHAPES, testFeatures } from "../support/features.ts";
import { useGpu } from "../support/gpu.ts";
import { inEachReal, real } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { addSlices } from "../support/slices.ts";
import { F32_SUM } from "../tolerance.ts";

const gpu = useGpu();

inEachReal("token-squares", () => {
  describe.each(FEATURE_SHAPES)("token-squares, inverse-norms $frames×$tokens×$width", (dims) => {
    it.each([undefined, 1])("agree with the f64 reference, axis limit %s", async (axisLimit) => {
      const features = testFeatures(dims);
      // The first token is nothing at all: its norm is 0.
      features.data.fill(0, 0, features.width);
      const { squares, inverse } = await onWorkbench(
        gpu(),
        async (bench) => {
          const load = gpu().kernels.load.bind(gpu().kernels);
          const [square, invert] = [
            await load(TOKEN_SQUARES, SLICED_CONSTANTS, real()),
            await load(INVERSE_NORMS, SUM_SLICES_CONSTANTS),
          ];
          const partials = bench.output([tileCount(features), SLICES, 2, 4]);
          const inverseNorms = bench.output([features.frames, features.tokens]);
          const read = { tokens: bench.reals(features.data) };
          bench.run((to) => {
            recordTokenSquares(to, square, features, { ...read, partials });
            recordInverseNorms(to, invert, features, { partials, inverseNorms });
          });
          return {
            squares: addSlices(await bench.floats(partials), features, 1)[0]!,
            inverse: await bench.floats(inverseNorms),
          };
        },
        axisLimit,
      );
      const want = tokenSquaresReference(features.data, features.width);
      expect(differs(squares, want, F32_SUM)).toBeNull();
      expect(differs(inverse, inverseNormsReference(want), F32_SUM)).toBeNull();
    });
  });
});

import { describe, expect, it } from "vitest";
import {
  COSINE_DOTS,
  recordCosineDots,
  SLICED_CONSTANTS,
  SLICES,
  tileCount,
} from "../../src/kernels/cosine-dots.ts";
import {
  COSINE_UNIQUENESS,
  recordCosineUniqueness,
  SUM_SLICES_CONSTANTS,
} from "../../src/kernels/cosine-uniqueness.ts";
import { centresReference } from "../reference/centres.ts";
import { cosineDotsReference } from "../reference/cosine-dots.ts";
import { cosineUniquenessReference } from "../reference/cosine-uniqueness.ts";
import { tokenSquaresReference } from "../reference/token-squares.ts";
import { differs } from "../support/differs.ts";
import { FEATURE_SHAPES, testFeatures } from "../support/features.ts";
import { useGpu } from "../support/gpu.ts";
import { inEachReal, real } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { addSlices } from "../support/slices.ts";
import { COSINE_F32, F32_SUM } from "../tolerance.ts";

const gpu = useGpu();

inEachReal("cosine-dots", () => {
  describe.each(FEATURE_SHAPES)("cosine-dots, cosine-uniqueness $frames×$tokens×$width", (dims) => {
    it.each([undefined, 1])("agree with the f64 reference, axis limit %s", async (axisLimit) => {
      const features = testFeatures(dims);
      if (features.tokens > 1) features.data.fill(0, 0, features.width); // a token of norm 0
      const centres = Float32Array.from(centresReference(features.data, features));
      const got = await onWorkbench(
        gpu(),
        async (bench) => {
          const load = gpu().kernels.load.bind(gpu().kernels);
          const dots = await load(COSINE_DOTS, SLICED_CONSTANTS, real());
          const cosine = await load(COSINE_UNIQUENESS, SUM_SLICES_CONSTANTS);
          const partials = bench.output([tileCount(features), SLICES, 2, 4, 4]);
          const video = bench.output([features.frames, features.tokens]);
          const scores = bench.output([features.frames, features.tokens]);
          const read = {
            tokens: bench.reals(features.data),
            centres: bench.input(centres),
          };
          bench.run((to) => {
            recordCosineDots(to, dots, features, { ...read, partials });
            recordCosineUniqueness(to, cosine, features, { partials, video, scores });
          });
          return {
            partials: addSlices(await bench.floats(partials), features, 4),
            video: await bench.floats(video),
            scores: await bench.floats(scores),
          };
        },
        axisLimit,
      );
      const squares = tokenSquaresReference(features.data, features.width);
      const wantDots = cosineDotsReference(features.data, centres, features);
      const centreSquares = tokenSquaresReference(centres, features.width);
      const want = cosineUniquenessReference(wantDots, squares, {
        video: centreSquares[features.frames]!,
        frames: centreSquares.slice(0, features.frames),
      });
      expect(differs(got.partials[0]!, squares, F32_SUM)).toBeNull();
      // Dots of opposite terms cancel: their rounding is that of the terms.
      const dotTolerance = { abs: 1e-6 * Math.max(...squares, 1), rel: 1e-5 };
      expect(differs(got.partials[1]!, wantDots.video, dotTolerance)).toBeNull();
      expect(differs(got.partials[2]!, wantDots.frame, dotTolerance)).toBeNull();
      expect(differs(got.video, want.video, COSINE_F32)).toBeNull();
      expect(differs(got.scores, want.scores, COSINE_F32)).toBeNull();
    });
  });
});

import { describe, expect, it } from "vitest";
import { SLICED_CONSTANTS, SLICES, tileCount } from "../../src/kernels/cosine-dots.ts";
import { SUM_SLICES_CONSTANTS } from "../../src/kernels/cosine-uniqueness.ts";
import {
  recordGaussianDistances,
  GAUSSIAN_DISTANCES,
} from "../../src/kernels/gaussian-distances.ts";
import {
  recordGaussianUniqueness,
  GAUSSIAN_UNIQUENESS,
} from "../../src/kernels/gaussian-uniqueness.ts";
import { centresReference } from "../reference/centres.ts";
import { gaussianDistancesReference } from "../reference/gaussian-distances.ts";
import { gaussianUniquenessReference } from "../reference/gaussian-uniqueness.ts";
import { inverseNormsReference } from "../reference/inverse-norms.ts";
import { tokenSquaresReference } from "../reference/token-squares.ts";
import { differs } from "../support/differs.ts";
import { FEATURE_SHAPES, testFeatures } from "../support/features.ts";
import { useGpu } from "../support/gpu.ts";
import { inEachReal, real } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { addSlices } from "../support/slices.ts";
import { F32_SUM, GAUSSIANS_F32 } from "../tolerance.ts";

const gpu = useGpu();

inEachReal("gaussian-distances", () => {
  describe.each(FEATURE_SHAPES)(
    "gaussian-distances, gaussian-uniqueness $frames×$tokens×$width",
    (dims) => {
      it.each([undefined, 1])("agree with the f64 reference, axis limit %s", async (axisLimit) => {
        const features = testFeatures(dims);
        const squares = tokenSquaresReference(features.data, features.width);
        const inverse = Float32Array.from(inverseNormsReference(squares));
        const unit = Float64Array.from(
          features.data,
          (value, i) => value * inverse[Math.floor(i / features.width)]!,
        );
        const centres = Float32Array.from(centresReference(unit, features));
        const got = await onWorkbench(
          gpu(),
          async (bench) => {
            const load = gpu().kernels.load.bind(gpu().kernels);
            const distances = await load(GAUSSIAN_DISTANCES, SLICED_CONSTANTS, real());
            const gaussian = await load(GAUSSIAN_UNIQUENESS, SUM_SLICES_CONSTANTS);
            const partials = bench.output([tileCount(features), SLICES, 2, 2, 4]);
            const video = bench.output([features.frames, features.tokens]);
            const scores = bench.output([features.frames, features.tokens]);
            const read = {
              tokens: bench.reals(features.data),
              inverseNorms: bench.input(inverse),
              centres: bench.input(centres),
            };
            bench.run((to) => {
              recordGaussianDistances(to, distances, features, { ...read, partials });
              recordGaussianUniqueness(to, gaussian, features, {
                partials,
                video,
                scores,
              });
            });
            return {
              partials: addSlices(await bench.floats(partials), features, 2),
              video: await bench.floats(video),
              scores: await bench.floats(scores),
            };
          },
          axisLimit,
        );
        const want = gaussianDistancesReference(unit, centres, features);
        expect(differs(got.partials[0]!, want.video, F32_SUM)).toBeNull();
        expect(differs(got.partials[1]!, want.frame, F32_SUM)).toBeNull();
        const uniqueness = gaussianUniquenessReference(want);
        expect(differs(got.video, uniqueness.video, GAUSSIANS_F32)).toBeNull();
        expect(differs(got.scores, uniqueness.scores, GAUSSIANS_F32)).toBeNull();
      });
    },
  );
});

describe("gaussian-uniqueness", () => {
  it("is right from no distance to the largest that unit tokens can have", async () => {
    const squares = Float32Array.from({ length: 64 }, (_, i) => (i / 63) * 4);
    const got = await onWorkbench(gpu(), async (bench) => {
      const kernel = await gpu().kernels.load(GAUSSIAN_UNIQUENESS, SUM_SLICES_CONSTANTS);
      // Everything in slice 0, the same to the video and to the frame.
      const data = new Float32Array((squares.length / 8) * SLICES * 16);
      squares.forEach((square, n) => {
        const at = Math.floor(n / 8) * SLICES * 16 + Math.floor((n % 8) / 4) * 8 + (n % 4);
        data[at] = square;
        data[at + 4] = square;
      });
      const partials = bench.input(data);
      const video = bench.output([squares.length]);
      const scores = bench.output([squares.length]);
      const shape = { frames: 1, tokens: squares.length };
      bench.run((to) => recordGaussianUniqueness(to, kernel, shape, { partials, video, scores }));
      return bench.floats(video);
    });
    const same = Float64Array.from(squares);
    const want = gaussianUniquenessReference({ video: same, frame: same }).video;
    // Two units in the last place of numbers up to 5.
    expect(differs(got, want, { abs: 1e-6, rel: 0 })).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { cutInChunks } from "../../src/kernels/token-moments.ts";
import { recordUnitMoments, UNIT_MOMENTS } from "../../src/kernels/unit-moments.ts";
import { unitMomentsReference } from "../reference/unit-moments.ts";
import { differs } from "../support/differs.ts";
import { FEATURE_SHAPES, testFeatures } from "../support/features.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { inEachReal, real } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { F32_SUM } from "../tolerance.ts";

const gpu = useGpu();

inEachReal("unit-moments", () => {
  describe.each(FEATURE_SHAPES)("unit-moments $frames×$tokens×$width", (dims) => {
    it.each([undefined, 2])("agrees with the f64 reference, axis limit %s", async (axisLimit) => {
      const features = testFeatures(dims);
      const inverse = seededNormals(features.frames * features.tokens, 5);
      const shape = cutInChunks(features.frames, features.tokens, features.quads);
      const got = await onWorkbench(
        gpu(),
        async (bench) => {
          const kernel = await gpu().kernels.load(UNIT_MOMENTS, {}, real());
          const tensors = {
            tokens: bench.reals(features.data),
            inverseNorms: bench.input(inverse),
            moments: bench.output([shape.frames, shape.chunks, features.width]),
          };
          bench.run((to) => recordUnitMoments(to, kernel, shape, tensors));
          return bench.floats(tensors.moments);
        },
        axisLimit,
      );
      const want = unitMomentsReference(features.data, inverse, shape);
      expect(differs(got, want, F32_SUM)).toBeNull();
    });
  });
});

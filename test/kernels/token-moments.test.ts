import { describe, expect, it } from "vitest";
import {
  cutInChunks,
  recordTokenMoments,
  TOKEN_MOMENTS,
  tokenMomentsConstants,
} from "../../src/kernels/token-moments.ts";
import { tokenMomentsReference } from "../reference/token-moments.ts";
import { differs } from "../support/differs.ts";
import { FEATURE_SHAPES, testFeatures, type TestFeatures } from "../support/features.ts";
import { useGpu } from "../support/gpu.ts";
import { inEachReal, real } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { F32_SUM } from "../tolerance.ts";

const gpu = useGpu();

async function run(features: TestFeatures, planes: 1 | 2, axisLimit?: number) {
  const shape = cutInChunks(features.frames, features.tokens, features.quads);
  const got = await onWorkbench(
    gpu(),
    async (bench) => {
      const kernel = await gpu().kernels.load(TOKEN_MOMENTS, tokenMomentsConstants(planes), real());
      const tokens = bench.reals(features.data);
      const moments = bench.output([shape.frames, shape.chunks, planes, features.width]);
      bench.run((to) => recordTokenMoments(to, kernel, shape, { tokens, moments }));
      return bench.floats(moments);
    },
    axisLimit,
  );
  return { got, want: tokenMomentsReference(features.data, shape, planes) };
}

inEachReal("token-moments", () => {
  describe.each(FEATURE_SHAPES)("token-moments $frames×$tokens×$width", (shape) => {
    it.each([1, 2] as const)("agrees with the f64 reference, %i planes", async (planes) => {
      const { got, want } = await run(testFeatures(shape), planes);
      expect(differs(got, want, F32_SUM)).toBeNull();
    });
  });
});

describe("token-moments", () => {
  it("folds a grid that is longer than one axis", async () => {
    const { got, want } = await run(testFeatures({ frames: 7, tokens: 9, width: 260 }), 2, 5);
    expect(differs(got, want, F32_SUM)).toBeNull();
  });

  it("keeps the deviations of channels whose mean is 10,000 times as large", async () => {
    const features = testFeatures({ frames: 2, tokens: 61, width: 8 });
    const far = features.data.map((value) => value + 10_000);
    const { got, want } = await run({ ...features, data: far }, 2);
    // The inputs are spaced 0.001 there; the sums of squares are near 30.
    expect(differs(got, want, { abs: 0, rel: 1e-4 })).toBeNull();
  });

  it("cuts no chunk empty and none longer than 64 tokens", () => {
    for (const frames of [1, 2, 31, 500]) {
      for (let tokens = 1; tokens < 300; tokens++) {
        const { chunks, rows } = cutInChunks(frames, tokens, 1);
        expect(rows).toBeLessThanOrEqual(64);
        expect((chunks - 1) * rows).toBeLessThan(tokens);
        expect(chunks * rows).toBeGreaterThanOrEqual(tokens);
      }
    }
  });
});

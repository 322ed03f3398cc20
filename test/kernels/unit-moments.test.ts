import { describe, expect, it } from "vitest";
import { cutInChunks } from "../../src/kernels/token-moments.ts";
import {
  encodeUnitMoments,
  UNIT_MOMENTS,
  unitMomentsConstants,
} from "../../src/kernels/unit-moments.ts";
import { unitMomentsReference } from "../reference/unit-moments.ts";
import { differs } from "../support/differs.ts";
import { FEATURE_SHAPES, testChannels, testFeatures } from "../support/features.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { F32_SUM } from "../tolerance.ts";

const gpu = useGpu();

describe.each(FEATURE_SHAPES)("unit-moments $frames×$tokens×$width", (dims) => {
  it.each([
    { chosen: false, axisLimit: undefined },
    { chosen: true, axisLimit: undefined },
    { chosen: true, axisLimit: 2 },
  ])("agrees with the f64 reference, $chosen, $axisLimit", async ({ chosen, axisLimit }) => {
    const features = testFeatures(dims);
    const channels = chosen ? Math.ceil(features.width / 2) : features.width;
    const { ranks, counts } = testChannels(features.width, channels);
    const inverse = seededNormals(features.frames * features.tokens, 5);
    const shape = { ...cutInChunks(features.frames, features.tokens, features.quads), channels };
    const got = await onWorkbench(
      gpu(),
      async (bench) => {
        const kernel = await gpu().kernels.load(UNIT_MOMENTS, unitMomentsConstants(chosen));
        const tensors = {
          tokens: bench.input(features.data),
          inverseNorms: bench.input(inverse),
          channelRanks: bench.input(ranks),
          moments: bench.output([shape.frames, shape.chunks, features.width]),
        };
        bench.run((to) => encodeUnitMoments(bench.gpu, to, kernel, shape, tensors));
        return bench.floats(tensors.moments);
      },
      axisLimit,
    );
    const want = unitMomentsReference(features.data, inverse, shape, counts);
    expect(differs(got, want, F32_SUM)).toBeNull();
  });
});

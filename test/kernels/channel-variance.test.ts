import { describe, expect, it } from "vitest";
import { CHANNEL_VARIANCE, recordChannelVariance } from "../../src/kernels/channel-variance.ts";
import { cutInChunks } from "../../src/kernels/token-moments.ts";
import { centresReference } from "../reference/centres.ts";
import { channelVarianceReference } from "../reference/channel-variance.ts";
import { tokenMomentsReference } from "../reference/token-moments.ts";
import { differs } from "../support/differs.ts";
import { FEATURE_SHAPES, testFeatures } from "../support/features.ts";
import { useGpu } from "../support/gpu.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { F32_SUM } from "../tolerance.ts";

const gpu = useGpu();

describe.each(FEATURE_SHAPES)("channel-variance $frames×$tokens×$width", (dims) => {
  it.each([undefined, 1])("is the population variance, axis limit %s", async (axisLimit) => {
    const features = testFeatures(dims);
    const shape = cutInChunks(features.frames, features.tokens, features.quads);
    const got = await onWorkbench(
      gpu(),
      async (bench) => {
        const kernel = await gpu().kernels.load(CHANNEL_VARIANCE);
        const moments = Float32Array.from(tokenMomentsReference(features.data, shape, 2));
        const centres = Float32Array.from(centresReference(features.data, features));
        const tensors = {
          moments: bench.input(moments),
          centres: bench.input(centres),
          variance: bench.output([features.width]),
        };
        bench.run((to) => recordChannelVariance(to, kernel, shape, tensors));
        return bench.floats(tensors.variance);
      },
      axisLimit,
    );
    const want = channelVarianceReference(features.data, features.width);
    expect(differs(got, want, F32_SUM)).toBeNull();
  });
});

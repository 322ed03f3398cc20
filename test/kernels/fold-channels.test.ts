import { describe, expect, it } from "vitest";
import { FOLD_CHANNELS, foldedQuads, recordFoldChannels } from "../../src/kernels/fold-channels.ts";
import { foldChannelsReference } from "../reference/fold-channels.ts";
import { differs } from "../support/differs.ts";
import { FEATURE_SHAPES, testFeatures } from "../support/features.ts";
import { useGpu } from "../support/gpu.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { F32_SUM } from "../tolerance.ts";

const gpu = useGpu();

describe.each(FEATURE_SHAPES)("fold-channels $frames×$tokens×$width", (dims) => {
  it.each([undefined, 1])("adds channels up with signs, axis limit %s", async (axisLimit) => {
    const { frames, tokens, width, quads, data } = testFeatures(dims);
    const count = frames * tokens;
    const folds = foldedQuads(width);
    const folded = await onWorkbench(
      gpu(),
      async (bench) => {
        const kernel = await gpu().kernels.load(FOLD_CHANNELS);
        const tensors = { tokens: bench.input(data), folded: bench.output([folds, count, 4]) };
        bench.run((to) => recordFoldChannels(to, kernel, { count, quads, folds }, tensors));
        return bench.floats(tensors.folded);
      },
      axisLimit,
    );
    const byToken = Array.from({ length: count * 4 * folds }, (_, at) => {
      const [token, channel] = [Math.floor(at / (4 * folds)), at % (4 * folds)];
      return folded[(Math.floor(channel / 4) * count + token) * 4 + (channel % 4)]!;
    });
    expect(differs(byToken, foldChannelsReference(data, width, folds), F32_SUM)).toBeNull();
  });
});

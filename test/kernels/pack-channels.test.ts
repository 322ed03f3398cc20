import { describe, expect, it } from "vitest";
import { SLICED_CONSTANTS, SLICES, tileCount } from "../../src/kernels/cosine-dots.ts";
import { recordPackChannels, PACK_CHANNELS } from "../../src/kernels/pack-channels.ts";
import { paddedWidth } from "../../src/kernels/pad-rows.ts";
import { packChannelsReference } from "../reference/pack-channels.ts";
import { tokenSquaresReference } from "../reference/token-squares.ts";
import { differs } from "../support/differs.ts";
import { FEATURE_SHAPES, testFeatures } from "../support/features.ts";
import { useGpu } from "../support/gpu.ts";
import { inEachReal, real, realDtype } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { addSlices } from "../support/slices.ts";
import { F32_SUM } from "../tolerance.ts";

const gpu = useGpu();

inEachReal("pack-channels", () => {
  describe.each(FEATURE_SHAPES)("pack-channels $frames×$tokens×$width", (dims) => {
    it.each([
      { isLastOnly: false, axisLimit: undefined },
      { isLastOnly: false, axisLimit: 1 },
      { isLastOnly: true, axisLimit: undefined },
    ])("copies channels and sums their squares, axis limit $axisLimit", async (test) => {
      const features = testFeatures(dims);
      const { frames, tokens, width, data } = features;
      const everyThird = Array.from({ length: Math.ceil(width / 3) }, (_, i) => 3 * i);
      const chosen = test.isLastOnly ? [width - 1] : everyThird;
      const channels = chosen.length;
      const wide = paddedWidth(channels);
      const got = await onWorkbench(
        gpu(),
        async (bench) => {
          const kernel = await gpu().kernels.load(PACK_CHANNELS, SLICED_CONSTANTS, real());
          const tensors = {
            tokens: bench.reals(data),
            chosen: bench.input(Uint32Array.from(chosen)),
            packed: bench.output([frames, tokens, wide], realDtype()),
            partials: bench.output([tileCount(features), SLICES, 2, 4]),
          };
          const shape = { frames, tokens, width, channels };
          bench.run((to) => recordPackChannels(to, kernel, shape, tensors));
          return {
            packed: await bench.floats(tensors.packed),
            squares: addSlices(await bench.floats(tensors.partials), features, 1)[0]!,
          };
        },
        test.axisLimit,
      );
      const packed = packChannelsReference(data, width, chosen);
      expect(got.packed).toEqual(Array.from(packed));
      expect(differs(got.squares, tokenSquaresReference(packed, wide), F32_SUM)).toBeNull();
    });
  });
});

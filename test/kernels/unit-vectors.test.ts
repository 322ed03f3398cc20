import { describe, expect, it } from "vitest";
import { recordUnitVectors, UNIT_VECTORS } from "../../src/kernels/unit-vectors.ts";
import { unitVectorsReference } from "../reference/unit-vectors.ts";
import { differs } from "../support/differs.ts";
import { FEATURE_SHAPES, testFeatures } from "../support/features.ts";
import { useGpu } from "../support/gpu.ts";
import { inEachReal, real } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { F32_SUM } from "../tolerance.ts";

const gpu = useGpu();

inEachReal("unit-vectors", () => {
  describe.each(FEATURE_SHAPES)("unit-vectors $frames×$tokens×$width", (dims) => {
    it.each([undefined, 1])("are as long as 1, quad by quad, axis limit %s", async (axisLimit) => {
      const { frames, tokens, width, quads, data } = testFeatures(dims);
      const count = frames * tokens;
      const units = await onWorkbench(
        gpu(),
        async (bench) => {
          const kernel = await gpu().kernels.load(UNIT_VECTORS, {}, real());
          const tensors = { tokens: bench.reals(data), units: bench.output([quads, count, 4]) };
          bench.run((to) => recordUnitVectors(to, kernel, { count, quads }, tensors));
          return bench.floats(tensors.units);
        },
        axisLimit,
      );
      const byToken = Array.from({ length: count * width }, (_, at) => {
        const [token, channel] = [Math.floor(at / width), at % width];
        return units[(Math.floor(channel / 4) * count + token) * 4 + (channel % 4)]!;
      });
      expect(differs(byToken, unitVectorsReference(data, width), F32_SUM)).toBeNull();
    });
  });
});

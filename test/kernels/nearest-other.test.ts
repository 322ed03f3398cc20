import { expect, it } from "vitest";
import { recordUnitVectors, UNIT_VECTORS } from "../../src/kernels/unit-vectors.ts";
import { NEAREST_OTHER, recordNearestOther } from "../../src/kernels/nearest-other.ts";
import { nearestOtherReference } from "../reference/nearest-other.ts";
import { differs } from "../support/differs.ts";
import { FEATURE_SHAPES, testFeatures } from "../support/features.ts";
import { useGpu } from "../support/gpu.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { COSINE_F32 } from "../tolerance.ts";

const gpu = useGpu();

it.each(FEATURE_SHAPES)("finds the nearest other of $frames×$tokens×$width", async (dims) => {
  const { frames, tokens, width, quads, data } = testFeatures(dims);
  const count = frames * tokens;
  const closeness = await onWorkbench(gpu(), async (bench) => {
    const [unit, nearest] = await Promise.all([
      gpu().kernels.load(UNIT_VECTORS),
      gpu().kernels.load(NEAREST_OTHER),
    ]);
    const units = bench.output([quads, count, 4]);
    const out = bench.output([count]);
    const features = bench.input(data);
    bench.run((to) => {
      const shape = { count, quads };
      recordUnitVectors(to, unit, shape, { tokens: features, units });
      recordNearestOther(to, nearest, shape, { units, closeness: out });
    });
    return bench.floats(out);
  });
  expect(differs(closeness, nearestOtherReference(data, width), COSINE_F32)).toBeNull();
});

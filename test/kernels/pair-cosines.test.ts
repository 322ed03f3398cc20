import { expect, it } from "vitest";
import { PAIR_COSINES } from "../../src/kernels/floc.ts";
import { recordUnitVectors, UNIT_VECTORS } from "../../src/kernels/unit-vectors.ts";
import { packParams, u32 } from "../../src/gpu/params-ring.ts";
import { dot, unitRows } from "../reference/nearest-other.ts";
import { differs } from "../support/differs.ts";
import { FEATURE_SHAPES, testFeatures } from "../support/features.ts";
import { useGpu } from "../support/gpu.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { COSINE_F32 } from "../tolerance.ts";

const gpu = useGpu();

it.each(FEATURE_SHAPES)("compares pairs of a chunk of $frames×$tokens×$width", async (dims) => {
  const { frames, tokens, width, quads, data } = testFeatures(dims);
  const count = frames * tokens;
  // The last frame alone, and all frames.
  for (const first of [count - tokens, 0]) {
    const chunk = count - first;
    const cosines = await onWorkbench(
      gpu(),
      async (bench) => {
        const [unit, pair] = await Promise.all([
          gpu().kernels.load(UNIT_VECTORS),
          gpu().kernels.load(PAIR_COSINES),
        ]);
        const units = bench.output([quads, count, 4]);
        const out = bench.output([chunk, chunk]);
        const features = bench.input(data);
        bench.run((to) => {
          recordUnitVectors(to, unit, { count, quads }, { tokens: features, units });
          to.dispatch(pair, {
            inputs: [units],
            outputs: [out],
            params: packParams(u32(count, quads, first, chunk)),
            items: chunk * Math.ceil(chunk / 4),
          });
        });
        return bench.floats(out);
      },
      8,
    );
    const rows = unitRows(data, width).slice(first);
    const want = rows.flatMap((a) => rows.map((b) => dot(a, b)));
    expect(differs(cosines, want, COSINE_F32)).toBeNull();
  }
});

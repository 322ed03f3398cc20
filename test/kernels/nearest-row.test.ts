import { describe, expect, it } from "vitest";
import { recordUnitVectors, UNIT_VECTORS } from "../../src/kernels/unit-vectors.ts";
import { NEAREST_ROW, recordNearestRow } from "../../src/kernels/nearest-row.ts";
import { nearestRowReference } from "../reference/nearest-row.ts";
import { differs } from "../support/differs.ts";
import { FEATURE_SHAPES, testFeatures } from "../support/features.ts";
import { useGpu } from "../support/gpu.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { COSINE_F32 } from "../tolerance.ts";

const gpu = useGpu();

/** The closeness of tokens to rows of `width` channels, a multiple of four. */
const closenessOf = (
  tokens: Float32Array<ArrayBuffer>,
  rows: Float32Array<ArrayBuffer>,
  width: number,
) =>
  onWorkbench(gpu(), async (bench) => {
    const [unit, nearest] = await Promise.all([
      gpu().kernels.load(UNIT_VECTORS),
      gpu().kernels.load(NEAREST_ROW),
    ]);
    const quads = width / 4;
    const counts = [tokens.length / width, rows.length / width] as const;
    const inputs = [bench.input(tokens), bench.input(rows)] as const;
    const [units, kept] = counts.map((count) => bench.output([quads, count, 4]));
    const closeness = bench.output([counts[0]]);
    bench.run((to) => {
      for (const [i, out] of [units!, kept!].entries()) {
        const shape = { count: counts[i]!, quads };
        recordUnitVectors(to, unit, shape, { tokens: inputs[i]!, units: out });
      }
      const shape = { count: counts[0], rows: counts[1], quads };
      recordNearestRow(to, nearest, shape, { units: units!, kept: kept!, closeness });
    });
    return bench.floats(closeness);
  });

describe("nearest-row", () => {
  it.each(FEATURE_SHAPES)("finds the nearest row of $frames×$tokens×$width", async (dims) => {
    const { data, width } = testFeatures(dims);
    const { data: rows } = testFeatures({ ...dims, frames: 1 }, 2);
    const closeness = await closenessOf(data, rows, width);
    expect(differs(closeness, nearestRowReference(data, rows, width), COSINE_F32)).toBeNull();
  });

  it("is exactly 1 for a token that is a row", async () => {
    const { data, width } = testFeatures({ frames: 3, tokens: 7, width: 129 });
    expect(new Set(await closenessOf(data, data, width))).toEqual(new Set([1]));
  });

  it("tells tokens without length and tokens that are not finite apart", async () => {
    const tokens = Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0, Number.NaN, 1, 0, 0, Infinity, 0, 0, 0);
    const closeness = await closenessOf(tokens, Float32Array.of(0, 1, 0, 0), 4);
    expect(closeness).toEqual([0, -2, Number.NaN, Number.NaN]);
  });
});

// How well kept rows stand for all tokens, against the f64 twin, and where there is little or nothing to measure.

import { expect, it } from "vitest";
import { loadQuality, type KeptRows, type Quality } from "../../src/compression/quality.ts";
import { createCompressor } from "../../src/compression/plan.ts";
import { tensorFrom } from "../../src/gpu/tensor.ts";
import { qualityReference } from "../reference/quality.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { floatsOf } from "../support/run-kernel.ts";
import { seededNormals } from "../support/random.ts";
import { asReals, inEachReal, realTensor } from "../support/real.ts";
import { EFFECTIVE_DIMENSIONS, F32_SUM } from "../tolerance.ts";

const gpu = useGpu();

type Floats = Float32Array<ArrayBuffer>;

/** Measures how well `kept`, places of tokens or rows, stands for T frames of N tokens of D channels. */
async function qualityOf(
  data: Floats,
  dims: readonly [frames: number, tokens: number, width: number],
  kept: readonly number[] | Floats,
) {
  const before = gpu().ledger.liveBuffers;
  const tokens = realTensor(gpu(), data, dims, "test/tokens");
  const own =
    kept instanceof Float32Array
      ? realTensor(gpu(), kept, [kept.length / dims[2], dims[2]], "test/rows")
      : tensorFrom(gpu(), Uint32Array.from(kept), [kept.length], "test/kept");
  const rows: KeptRows =
    kept instanceof Float32Array ? { rows: own } : { indices: own, rows: null };
  try {
    const measure = await loadQuality(gpu(), tokens);
    return await measure(rows);
  } finally {
    tokens.destroy();
    own.destroy();
    expect(gpu().ledger.liveBuffers).toBe(before);
  }
}

const rowsAt = (data: Floats, width: number, places: readonly number[]): Floats =>
  Float32Array.from(places.flatMap((i) => [...data.subarray(i * width, (i + 1) * width)]));

/** Every second or third of `count`, and so on. */
const every = (step: number, count: number): number[] =>
  Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step);

/** What differs, or null. */
const missed = (got: Quality, want: ReturnType<typeof qualityReference>): string | null =>
  differs([got.coverage, got.reconstructionError], [want.coverage, want.error], F32_SUM) ??
  differs([got.effectiveDimension], [want.dimension], EFFECTIVE_DIMENSIONS);

inEachReal("quality", () => {
  it.each([
    [1, 7, 3, 2],
    [3, 9, 16, 4],
    [4, 36, 33, 3],
    [5, 20, 64, 1],
    [2, 50, 130, 5],
  ])("of %i frames of %i tokens, %i wide, every %i. kept", async (frames, tokens, width, step) => {
    const count = frames * tokens;
    // Neighbours are alike, so that some are covered.
    const noise = seededNormals(count * width, count);
    const data = asReals(noise.map((value, i) => noise[i % (3 * width)]! + 0.2 * value));
    const kept = every(step, count);
    const got = await qualityOf(data, [frames, tokens, width], kept);
    expect(missed(got, qualityReference(data, rowsAt(data, width, kept), width))).toBeNull();
  });

  it("takes merged rows as they are", async () => {
    const data = asReals(seededNormals(60 * 12, 3));
    const merged = asReals(seededNormals(7 * 12, 4));
    const got = await qualityOf(data, [5, 12, 12], merged);
    expect(missed(got, qualityReference(data, merged, 12))).toBeNull();
    expect(got.reconstructionError).toBeGreaterThan(0);
  });

  it("is complete when all tokens are kept", async () => {
    const data = asReals(seededNormals(4 * 9 * 40, 5));
    const got = await qualityOf(data, [4, 9, 40], every(1, 36));
    expect(got).toMatchObject({ coverage: 1, reconstructionError: 0 });
  });

  it("is complete for one token, which has one direction", async () => {
    const got = await qualityOf(asReals(seededNormals(5, 6)), [1, 1, 5], [0]);
    expect(got).toEqual({ coverage: 1, reconstructionError: 0, effectiveDimension: 1 });
  });

  it("lets one stand for all where all are equal", async () => {
    const one = asReals(seededNormals(24, 7));
    const data = Float32Array.from({ length: 30 * 24 }, (_, i) => one[i % 24]!);
    const got = await qualityOf(data, [5, 6, 24], [3, 4]);
    expect(got).toMatchObject({ coverage: 1, reconstructionError: 0 });
    expect(got.effectiveDimension).toBeCloseTo(1, 4);
  });

  it("leaves tokens without length out", async () => {
    const data = new Float32Array(4 * 8);
    data[0] = 1;
    data[9] = 1;
    expect(await qualityOf(data, [2, 2, 8], [0])).toEqual({
      coverage: 0.5,
      reconstructionError: 0.5,
      effectiveDimension: 1,
    });
    expect(await qualityOf(new Float32Array(16), [1, 2, 8], [0])).toEqual({
      coverage: 1,
      reconstructionError: 0,
      effectiveDimension: 0,
    });
  });

  it.each([Number.NaN, Infinity])("refuses %f", async (value) => {
    const data = asReals(seededNormals(6 * 8, 8));
    data[20] = value;
    await expect(qualityOf(data, [2, 3, 8], [0, 1])).rejects.toMatchObject({
      code: "features-not-finite",
      message: expect.stringContaining("1 of 6 tokens"),
    });
  });

  it.each(["cover", "simple-cluster"] as const)(
    "measures what a plan of %s keeps",
    async (method) => {
      const data = asReals(seededNormals(4 * 16 * 32, 9));
      const tokens = realTensor(gpu(), data, [4, 16, 32], "test/tokens");
      const compressor = createCompressor(gpu());
      const plan = { method, retention: 0.25 };
      const selection = await compressor.plan(tokens, plan, { gather: true });
      const { keptIndices, members, picked } = selection;
      const measure = await loadQuality(gpu(), tokens);
      const got = await measure(
        members === null ? { indices: keptIndices, rows: null } : { rows: picked! },
      );
      const rows = Float32Array.from(await floatsOf(gpu(), picked!));
      expect(missed(got, qualityReference(data, rows, 32))).toBeNull();
      selection.destroy();
      compressor.destroy();
      tokens.destroy();
    },
  );
});

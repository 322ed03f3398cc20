// Cover whole, beside its f64 twin, and what must hold of any order it gives.

import { describe, expect, it } from "vitest";
import { coverRounds } from "../../src/compression/cover.ts";
import { featuresOf } from "../../src/compression/features.ts";
import { createCompressor } from "../../src/compression/plan.ts";
import { completeRequest, type PlanRequest } from "../../src/compression/request.ts";
import { createScoreCache } from "../../src/compression/score.ts";
import { createScratch } from "../../src/compression/scratch.ts";
import { readFloats, readUints } from "../../src/gpu/readback.ts";
import { createRecorder } from "../../src/gpu/recorder.ts";
import { tensorFrom } from "../../src/gpu/tensor.ts";
import { coverReference } from "../reference/cover.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { asReals, inEachReal, realTensor } from "../support/real.ts";

const gpu = useGpu();

type Dims = readonly [frames: number, tokens: number, width: number];

/** A background that stays, and in each frame some tokens of its own. */
function clip([frames, tokens, width]: Dims, seed: number): Float32Array<ArrayBuffer> {
  const background = seededNormals(tokens * width, seed);
  const noise = seededNormals(frames * tokens * width, seed + 1);
  const own = seededNormals(frames * tokens * width, seed + 2);
  return noise.map((value, i) => {
    const row = Math.floor(i / width);
    const isOwn = (row * 2654435761) % 11 === 0;
    return 0.1 * value + (isOwn ? own[i]! : background[i % (tokens * width)]!);
  });
}

const RETENTION = 0.25;

async function order(
  data: Float32Array<ArrayBuffer>,
  dims: Dims,
  request: Partial<PlanRequest> = {},
): Promise<{ order: number[]; novelty: Float32Array }> {
  const tokens = realTensor(gpu(), data, dims, "test/tokens");
  const scratch = createScratch(gpu());
  const cache = createScoreCache(gpu(), scratch);
  try {
    const complete = completeRequest({ method: "cover", retention: RETENTION, ...request });
    const encode = await cache.load(featuresOf(tokens), complete);
    const recorder = createRecorder(gpu(), "test");
    const { own } = encode(recorder);
    recorder.submit();
    const inOrder: number[] = [];
    const places = await readUints(gpu(), own.order!);
    places.forEach((place, token) => (inOrder[place] = token));
    return { order: inOrder, novelty: await readFloats(gpu(), own.scores!) };
  } finally {
    cache.destroy();
    scratch.destroy();
    tokens.destroy();
  }
}

const ruleOf = ([frames, tokens]: Dims, ends: number) => ({
  ...coverRounds(frames * tokens),
  ends,
  time: 0.2,
});

inEachReal("Cover", () => {
  describe.each<Dims>([
    [1, 1, 1],
    [1, 9, 8],
    [5, 1, 12],
    [7, 13, 10],
    [9, 36, 128],
    [20, 64, 40],
    [6, 12, 300],
  ])("of %i×%i×%i", (...dims) => {
    const [frames, tokens, width] = dims;
    it.each([0, 0.5])("gives the twin's order when the ends weigh %f more", async (ends) => {
      const data = asReals(clip(dims, 7));
      const got = await order(data, dims, { ends });
      const want = coverReference({ data, frames, tokens, width }, ruleOf(dims, ends));
      expect(differs(got.novelty, want.novelty, { abs: 2e-5, rel: 0 })).toBeNull();
      // Tokens whose novelty is the same in f32 may change places.
      const swapped = got.order.filter((token, place) => {
        const apart = Math.abs(want.novelty[token]! - want.novelty[want.order[place]!]!);
        return token !== want.order[place] && apart > 1e-6;
      });
      expect(swapped).toEqual([]);
    });
  });
});

describe("Cover", () => {
  const dims: Dims = [8, 36, 32];
  const [frames, tokens, width] = dims;

  it("keeps of every retention the beginning of a larger one, exactly as many as asked", async () => {
    const data = clip(dims, 3);
    const all = await order(data, dims, { retention: 1 });
    const features = tensorFrom(gpu(), data, dims, "test/tokens");
    const compressor = createCompressor(gpu());
    for (const retention of [0.001, 0.05, 0.1, 0.25, 0.5, 0.75, 1]) {
      const plan = await compressor.plan(features, { method: "cover", retention });
      const kept = Array.from(plan.keptMask).flatMap((isKept, i) => (isKept === 1 ? [i] : []));
      const count = Math.max(1, Math.round(retention * frames * tokens));
      expect(kept).toEqual(all.order.slice(0, count).sort((a, b) => a - b));
      plan.destroy();
    }
    compressor.destroy();
    features.destroy();
  });

  it("takes the token nearest the mean first, and each thing of a still video once", async () => {
    // Every frame is the same: after one token of each place, only the time is left to choose by.
    const frame = seededNormals(tokens * width, 5);
    const data = Float32Array.from(
      { length: frames * frame.length },
      (_, i) => frame[i % frame.length]!,
    );
    const { order: taken } = await order(data, dims);
    const places = taken.slice(0, tokens).map((token) => token % tokens);
    expect(new Set(places).size).toBe(tokens);
  });

  it("keeps the same content when every frame is shown twice", async () => {
    const data = clip(dims, 13);
    const twice = new Float32Array(2 * data.length);
    const frame = tokens * width;
    for (let t = 0; t < frames; t++) {
      twice.set(data.subarray(t * frame, (t + 1) * frame), 2 * t * frame);
      twice.set(data.subarray(t * frame, (t + 1) * frame), (2 * t + 1) * frame);
    }
    const [once, doubled] = [
      await order(data, dims),
      await order(twice, [2 * frames, tokens, width]),
    ];
    // A copy is half a step in time from its original, so the very same tokens come, each in one of its two frames.
    const shown = doubled.order.map((token) => {
      const t = Math.floor(Math.floor(token / tokens) / 2);
      return t * tokens + (token % tokens);
    });
    const first = new Set(shown.slice(0, 20));
    expect(once.order.slice(0, 20).filter((token) => first.has(token)).length).toBeGreaterThan(17);
  });

  it("drives the frame budget of another method", async () => {
    const data = clip(dims, 23);
    const features = tensorFrom(gpu(), data, dims, "test/tokens");
    const compressor = createCompressor(gpu());
    const own = await compressor.plan(features, { method: "cover", retention: 0.2 });
    const driven = await compressor.plan(features, {
      method: "random",
      budget: "cover",
      retention: 0.2,
    });
    expect(Array.from(driven.budgets)).toEqual(Array.from(own.budgets));
    expect(Array.from(driven.keptMask)).not.toEqual(Array.from(own.keptMask));
    own.destroy();
    driven.destroy();
    compressor.destroy();
    features.destroy();
  });

  it("says which token of features that are not finite it stumbled on", async () => {
    const data = clip(dims, 1);
    data[(2 * tokens + 3) * width] = NaN;
    const tokensOfNaN = tensorFrom(gpu(), data, dims, "test/tokens");
    const compressor = createCompressor(gpu());
    const plan = compressor.plan(tokensOfNaN, { method: "cover", retention: 0.25 });
    await expect(plan).rejects.toMatchObject({ code: "features-not-finite" });
    compressor.destroy();
    tokensOfNaN.destroy();
  });

  it("refuses a weight of the ends below 0", async () => {
    await expect(order(clip(dims, 1), dims, { ends: -1 })).rejects.toMatchObject({
      code: "ends-invalid",
    });
  });
});

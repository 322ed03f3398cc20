// What every plan must keep to, whatever the video: the invariants of the methods, and of the memory they use.

import { describe, expect, it } from "vitest";
import { createCompressor, type Selection } from "../../src/compression/plan.ts";
import type { PlanRequest } from "../../src/compression/request.ts";
import { readUints } from "../../src/gpu/readback.ts";
import { tensorFrom } from "../../src/gpu/tensor.ts";
import { gatherRowsReference } from "../reference/gather-rows.ts";
import { shuffleFramesReference } from "../reference/shuffle-frames.ts";
import { vidcom2Reference } from "../reference/vidcom2.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { floatsOf } from "../support/run-kernel.ts";
import { seeded, seededNormals } from "../support/random.ts";
import { asReals, inEachReal, realTensor } from "../support/real.ts";

const gpu = useGpu();

type Dims = readonly [frames: number, tokens: number, width: number];

interface Outcome extends Omit<Selection, "keptIndices" | "picked"> {
  readonly indices: readonly number[];
  readonly rows: readonly number[];
}

/** One plan, gathered; nothing may be left on the GPU afterwards. */
async function plan(
  data: Float32Array<ArrayBuffer>,
  dims: Dims,
  request: PlanRequest,
): Promise<Outcome> {
  const before = gpu().ledger.liveBuffers;
  const tokens = realTensor(gpu(), data, dims, "test/tokens");
  const compressor = createCompressor(gpu());
  const selection = await compressor.plan(tokens, request, { gather: true });
  const { keptIndices, picked, ...rest } = selection;
  const indices = Array.from(await readUints(gpu(), keptIndices));
  const rows = await floatsOf(gpu(), picked!);
  selection.destroy();
  compressor.destroy();
  tokens.destroy();
  expect(gpu().ledger.liveBuffers).toBe(before);
  return { ...rest, indices, rows };
}

/** Features that have structure: scenes of a few frames, tokens around their scene's mean. */
function clip([frames, tokens, width]: Dims, seed: number): Float32Array<ArrayBuffer> {
  const data = seededNormals(frames * tokens * width, seed);
  const scenes = seededNormals(frames * width, seed + 1, 2);
  return data.map((value, i) => {
    const scene = Math.floor(Math.floor(i / (tokens * width)) / 3);
    return value + scenes[scene * width + (i % width)]!;
  });
}

const REQUESTS: readonly PlanRequest[] = [
  { method: "vidcom2", variant: "framewise", retention: 0.25 },
  { method: "vidcom2", variant: "cosine", retention: 0.25 },
  { method: "vidcom2", variant: "released", retention: 0.25 },
  { method: "vidcom2", budget: "even", retention: 0.25 },
  { method: "cover", retention: 0.25 },
  { method: "cover", budget: "even", retention: 0.25 },
  { method: "cover", budget: "vidcom2", retention: 0.25 },
  { method: "vidcom2", budget: "cover", retention: 0.25 },
  { method: "uniform", budget: "cover", retention: 0.25 },
  { method: "cover", budget: "shuffled", seed: 5, retention: 0.25 },
  { method: "random", budget: "shuffled-cover", seed: 6, retention: 0.25 },
  { method: "uniform", retention: 0.25 },
  { method: "uniform", budget: "vidcom2", retention: 0.25 },
  { method: "random", seed: 7, retention: 0.25 },
  { method: "random", budget: "vidcom2", retention: 0.25 },
];

const DIMS: readonly Dims[] = [
  [1, 1, 1],
  [1, 9, 8],
  [5, 1, 4],
  [4, 6, 1],
  [7, 13, 3],
  [9, 36, 17],
  [3, 130, 64],
];

inEachReal("a plan", () => {
  describe.each(REQUESTS)("$method $variant $budget", (request) => {
    it.each(DIMS)(
      "keeps rows in order, as many as the budgets say, for %i×%i×%i",
      async (...dims) => {
        const [frames, tokens, width] = dims;
        const data = asReals(clip(dims, 3));
        for (const retention of [0.001, 0.1, 0.25, 0.5, 0.9, 1]) {
          const got = await plan(data, dims, { ...request, retention });
          expect(got.total).toBe(frames * tokens);
          expect(got.indices.length).toBe(got.kept);
          expect(got.kept).toBe(got.budgets.reduce((sum, budget) => sum + budget, 0));
          expect(got.kept).toBeGreaterThanOrEqual(1);
          expect(Math.max(...got.budgets)).toBeLessThanOrEqual(tokens);
          expect(got.indices.every((index, k) => k === 0 || index > got.indices[k - 1]!)).toBe(
            true,
          );
          const inFrame = Array.from(got.budgets, () => 0);
          for (const index of got.indices) inFrame[Math.floor(index / tokens)]! += 1;
          expect(inFrame).toEqual(Array.from(got.budgets));
          const mask = Array.from(got.keptMask).flatMap((isKept, i) => (isKept === 1 ? [i] : []));
          expect(mask).toEqual(got.indices);
          expect(got.rows).toEqual(Array.from(gatherRowsReference(data, width, got.indices)));
          // 100 % is the identity, in order.
          if (retention < 1) continue;
          expect(got.indices).toEqual(Array.from({ length: frames * tokens }, (_, i) => i));
        }
      },
    );
  });

  describe.each(["framewise", "cosine", "released"] as const)("VidCom² %s", (variant) => {
    const request = { method: "vidcom2", variant, retention: 0.25 } as const;

    it.each<Dims>([
      [8, 25, 12],
      [5, 36, 128],
      [16, 9, 33],
      [3, 10, 1],
    ])("picks what the f64 twin picks for %i×%i×%i", async (...dims) => {
      const [frames, tokens, width] = dims;
      const data = asReals(clip(dims, 11));
      const got = await plan(data, dims, request);
      const switches = {
        framewise: {
          kernel: "cosine",
          channels: "low-variance",
          centre: "unit",
          rounding: "exact",
        },
        cosine: { kernel: "cosine", channels: "all", centre: "raw", rounding: "ceil" },
        released: {
          kernel: "gaussian",
          channels: "low-variance",
          centre: "unit",
          rounding: "round",
        },
      } as const;
      const features = { data, frames, tokens, width };
      const want = vidcom2Reference(features, { ...switches[variant], temperature: 0.01 }, 0.25);
      expect(differs(got.tokenScores, want.scores, { abs: 5e-6, rel: 0 })).toBeNull();
      expect(differs(got.uniqueness, want.uniqueness, { abs: 1e-6, rel: 0 })).toBeNull();
      expect(Array.from(got.budgets)).toEqual(want.budgets);
      // One channel alone is ±1 as a cosine: hundreds of ties that f32 breaks as it likes.
      if (width === 1) return;
      const kept = want.kept.flatMap((picks, t) => picks.map((n) => t * tokens + n));
      expect(got.indices).toEqual(kept);
    });

    it("gives every frame the same when all frames are the same", async () => {
      const frame = asReals(seededNormals(20 * 16, 5));
      const data = Float32Array.from(
        { length: 6 * frame.length },
        (_, i) => frame[i % frame.length]!,
      );
      const { budgets, uniqueness, keptMask } = await plan(data, [6, 20, 16], request);
      expect(Array.from(budgets)).toEqual([5, 5, 5, 5, 5, 5]);
      expect(new Set(uniqueness).size).toBe(1);
      const masks = Array.from({ length: 6 }, (_, t) =>
        keptMask.slice(t * 20, (t + 1) * 20).join(),
      );
      expect(new Set(masks).size).toBe(1);
    });

    it("permutes the plan when frames, and tokens within them, are permuted", async () => {
      const dims: Dims = [6, 14, 20];
      const [frames, tokens, width] = dims;
      const data = asReals(clip(dims, 21));
      const frameOrder = shuffled(frames, 1);
      const tokenOrder = shuffled(tokens, 2);
      const moved = new Float32Array(data.length);
      for (let t = 0; t < frames; t++) {
        for (let n = 0; n < tokens; n++) {
          const from = (frameOrder[t]! * tokens + tokenOrder[n]!) * width;
          moved.set(data.subarray(from, from + width), (t * tokens + n) * width);
        }
      }
      const [plain, permuted] = [await plan(data, dims, request), await plan(moved, dims, request)];
      for (let t = 0; t < frames; t++) {
        expect(permuted.budgets[t]).toBe(plain.budgets[frameOrder[t]!]);
        for (let n = 0; n < tokens; n++) {
          const from = frameOrder[t]! * tokens + tokenOrder[n]!;
          expect(permuted.keptMask[t * tokens + n]).toBe(plain.keptMask[from]);
        }
      }
    });
  });
});

describe("the Gaussian kernel", () => {
  it("does not see the length of a token", async () => {
    const dims: Dims = [4, 10, 8];
    const data = clip(dims, 31);
    const scaled = data.map((value, i) => value * (1 + (Math.floor(i / 8) % 5)));
    const request: PlanRequest = {
      method: "vidcom2",
      variant: "released",
      switches: { channels: "all" },
      retention: 0.3,
    };
    const [plain, longer] = [await plan(data, dims, request), await plan(scaled, dims, request)];
    expect(longer.indices).toEqual(plain.indices);
    expect(differs(longer.tokenScores, plain.tokenScores, { abs: 5e-6, rel: 0 })).toBeNull();
  });
});

describe("another method under VidCom²'s frame budget", () => {
  it("keeps as many of each frame as VidCom² does, and other tokens", async () => {
    const dims: Dims = [8, 30, 24];
    const data = clip(dims, 41);
    const own = await plan(data, dims, { method: "vidcom2", retention: 0.2 });
    const driven = await plan(data, dims, { method: "random", budget: "vidcom2", retention: 0.2 });
    expect(Array.from(driven.budgets)).toEqual(Array.from(own.budgets));
    expect(new Set(driven.budgets).size).toBeGreaterThan(1);
    expect(driven.indices).not.toEqual(own.indices);
  });
});

describe.each([
  ["shuffled", "vidcom2"],
  ["shuffled-cover", "cover"],
] as const)("the budget %s", (budget, own) => {
  it("gives the numbers of the other to frames drawn by the seed", async () => {
    const dims: Dims = [8, 30, 24];
    const data = clip(dims, 41);
    for (const retention of [0.1, 0.25, 0.6]) {
      const request = { method: "uniform", retention } as const;
      const { budgets } = await plan(data, dims, { ...request, budget: own });
      for (const seed of [0, 3]) {
        const drawn = await plan(data, dims, { ...request, budget, seed });
        expect(Array.from(drawn.budgets)).toEqual(shuffleFramesReference(budgets, seed));
        expect(drawn.kept).toBe(Math.round(retention * 8 * 30));
      }
    }
  });
});

describe("random", () => {
  it("repeats itself for a seed and not for another", async () => {
    const dims: Dims = [4, 40, 4];
    const data = clip(dims, 51);
    const request = (seed: number): PlanRequest => ({ method: "random", retention: 0.25, seed });
    const [one, again, other] = [
      await plan(data, dims, request(1)),
      await plan(data, dims, request(1)),
      await plan(data, dims, request(2)),
    ];
    expect(again.indices).toEqual(one.indices);
    expect(other.indices).not.toEqual(one.indices);
    expect(Array.from(one.budgets)).toEqual([10, 10, 10, 10]);
  });
});

describe("a compressor", () => {
  it("scores a video once, plans as often as asked, and frees all of it", async () => {
    const dims: Dims = [6, 25, 12];
    const data = clip(dims, 61);
    const tokens = tensorFrom(gpu(), data, dims, "test/tokens");
    const before = gpu().ledger.liveBuffers;
    const compressor = createCompressor(gpu());
    const request: PlanRequest = { method: "vidcom2", variant: "released", retention: 0.25 };
    const planAgain = async (again: PlanRequest): Promise<Uint8Array> => {
      const selection = await compressor.plan(tokens, again);
      selection.destroy();
      return selection.keptMask;
    };
    await planAgain(request);
    await planAgain(request); // the scratch of scoring goes
    await planAgain(request);
    const scored = gpu().ledger.liveBuffers;
    for (let percent = 5; percent <= 100; percent += 5) {
      const mask = await planAgain({ ...request, retention: percent / 100 });
      const whole = await plan(data, dims, { ...request, retention: percent / 100 });
      expect(Array.from(mask)).toEqual(Array.from(whole.keptMask));
    }
    // The same scores serve another rounding and temperature.
    await planAgain({ ...request, switches: { rounding: "exact" } });
    await planAgain(request);
    await planAgain(request);
    expect(gpu().ledger.liveBuffers).toBe(scored);
    compressor.forget(tokens);
    compressor.destroy();
    expect(gpu().ledger.liveBuffers).toBe(before);
    tokens.destroy();
  });

  it("says which token of features that are not finite it stumbled on", async () => {
    const data = seededNormals(3 * 4 * 8, 1);
    data[(1 * 4 + 2) * 8 + 5] = NaN;
    const tokens = tensorFrom(gpu(), data, [3, 4, 8], "test/tokens");
    const compressor = createCompressor(gpu());
    await expect(
      compressor.plan(tokens, { method: "vidcom2", retention: 0.25 }),
    ).rejects.toMatchObject({ code: "features-not-finite" });
    compressor.destroy();
    tokens.destroy();
  });

  it("refuses features of no frames, or of another number of axes", async () => {
    const compressor = createCompressor(gpu());
    for (const dims of [
      [0, 4, 8],
      [4, 8],
      [1, 70_000, 1],
    ]) {
      const tokens = { ...tensorFrom(gpu(), new Float32Array(8), [8], "test/tokens"), dims };
      await expect(
        compressor.plan(tokens, { method: "uniform", retention: 0.5 }),
      ).rejects.toMatchObject({ code: "features-invalid" });
      tokens.destroy();
    }
  });
});

function shuffled(count: number, seed: number): number[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, i) => [random(), i] as const)
    .sort(([a], [b]) => a - b)
    .map(([, i]) => i);
}

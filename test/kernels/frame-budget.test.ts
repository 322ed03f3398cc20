import { describe, expect, it } from "vitest";
import { exactKept } from "../../src/compression/budget.ts";
import {
  recordFrameBudget,
  FRAME_BUDGET,
  frameBudgetConstants,
  type Rounding,
} from "../../src/kernels/frame-budget.ts";
import { frameBudgetReference } from "../reference/frame-budget.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { seeded } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

interface Request {
  readonly tokens: number;
  readonly retention: number;
  readonly rounding: Rounding;
  readonly temperature?: number;
}

async function run(uniqueness: readonly number[], request: Request, axisLimit?: number) {
  const { tokens, retention, rounding, temperature = 0.01 } = request;
  const frames = uniqueness.length;
  const shape = {
    frames,
    tokens,
    retention,
    temperature,
    kept: exactKept(retention, frames * tokens),
  };
  return onWorkbench(
    gpu(),
    async (bench) => {
      const kernel = await gpu().kernels.load(FRAME_BUDGET, frameBudgetConstants(rounding));
      const tensors = {
        uniqueness: bench.input(Float32Array.from(uniqueness)),
        shares: bench.output([frames]),
        budgets: bench.output([frames], "uint32"),
      };
      bench.run((to) => recordFrameBudget(to, kernel, shape, tensors));
      return {
        shares: await bench.floats(tensors.shares),
        budgets: await bench.uints(tensors.budgets),
      };
    },
    axisLimit,
  );
}

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);

/** Frames of a few scenes, so that the softmax is neither flat nor one-hot, at multiples of 2⁻¹² (exact in f32). */
function scenes(frames: number, seed: number, spread = 0.03): number[] {
  const random = seeded(seed);
  return Array.from({ length: frames }, () => -2 - Math.round(random() * spread * 4096) / 4096);
}

const RETENTIONS = [0.001, 0.05, 0.1, 0.15, 0.25, 0.333, 0.5, 0.75, 0.95, 0.999, 1];
const ROUNDINGS = ["ceil", "round", "exact"] as const;

describe.each(ROUNDINGS)("frame-budget, %s", (rounding) => {
  it.each([
    { frames: 1, tokens: 7 },
    { frames: 2, tokens: 196 },
    { frames: 3, tokens: 1 },
    { frames: 8, tokens: 49 },
    { frames: 33, tokens: 36 },
    { frames: 64, tokens: 13 },
  ])("agrees with the f64 reference for $frames frames of $tokens", async ({ frames, tokens }) => {
    for (const retention of RETENTIONS) {
      const uniqueness = scenes(frames, frames);
      const request = { tokens, retention, rounding, temperature: 0.01 };
      const got = await run(uniqueness, request);
      const want = frameBudgetReference(uniqueness, request);
      expect(differs(got.shares, want.retentions, { abs: 2e-6, rel: 0 })).toBeNull();
      expect([retention, ...got.budgets]).toEqual([retention, ...want.budgets]);
    }
  });

  it("gives equal frames R·N, and an integer stays what it is", async () => {
    for (const frames of [1, 3, 7, 32, 49]) {
      const uniqueness = Array.from({ length: frames }, () => -1.7);
      const got = await run(uniqueness, { tokens: 40, retention: 0.7, rounding });
      expect(got.budgets).toEqual(Array.from({ length: frames }, () => 28));
    }
  });

  it("keeps everything at 100 %, whatever the scores", async () => {
    const got = await run([-1, -2, -3], { tokens: 9, retention: 1, rounding });
    expect(got.budgets).toEqual([9, 9, 9]);
    expect(got.shares).toEqual([1, 1, 1]);
  });

  it("stays between 1 and N where one frame takes it all", async () => {
    const uniqueness = [-1, -2, -2, -2];
    for (const retention of [0.3, 0.6, 0.9]) {
      const { budgets } = await run(uniqueness, { tokens: 10, retention, rounding });
      expect(Math.min(...budgets)).toBeGreaterThanOrEqual(1);
      expect(Math.max(...budgets)).toBeLessThanOrEqual(10);
    }
  });

  it("gives the frames their budgets in whatever order they come", async () => {
    const uniqueness = [-2, -2.01, -2.02, -2.004, -2.03];
    const request = { tokens: 49, retention: 0.25, rounding };
    const { budgets } = await run(uniqueness, request);
    const turned = await run([...uniqueness].reverse(), request);
    expect([...turned.budgets].reverse()).toEqual(budgets);
  });

  it("folds a grid that is longer than one axis", async () => {
    const uniqueness = scenes(150, 4);
    const request = { tokens: 20, retention: 0.3, rounding, temperature: 0.01 };
    const { budgets } = await run(uniqueness, request, 2);
    expect(budgets).toEqual(frameBudgetReference(uniqueness, request).budgets);
  });
});

describe("frame-budget", () => {
  it("meets the budget exactly for any retention, with what clamped frames leave going to the others", async () => {
    for (let percent = 1; percent <= 100; percent++) {
      for (const uniqueness of [scenes(9, percent), [-1, -2, -2, -2, -2, -2, -2, -2, -2]]) {
        const retention = percent / 100;
        const { budgets } = await run(uniqueness, { tokens: 16, retention, rounding: "exact" });
        expect(sum(budgets)).toBe(Math.max(1, Math.floor(retention * 9 * 16 + 0.5 + 1e-9)));
        expect(Math.max(...budgets)).toBeLessThanOrEqual(16);
        expect(Math.min(...budgets)).toBeGreaterThanOrEqual(sum(budgets) >= 9 ? 1 : 0);
      }
    }
  });

  it("rounds halves to even, as the authors' code does", async () => {
    // T = 1: r = R. 0.5 · 5 = 2.5 → 2, 0.5 · 7 = 3.5 → 4, 0.25 · 2 = 0.5 → 0, then at least 1.
    for (const [tokens, retention, want] of [
      [5, 0.5, 2],
      [7, 0.5, 4],
      [2, 0.25, 1],
      [9, 0.5, 4],
      [10, 0.15, 2],
    ] as const) {
      const { budgets } = await run([-1], { tokens, retention, rounding: "round" });
      expect(budgets).toEqual([want]);
    }
  });

  it("rounds up what is a hair above an integer, and not an integer", async () => {
    // T = 4, N = 16, R = 0.25: idle frames have 3 + 4σ. σ = e^−20 is above 3; a σ of nothing is not.
    const near = await run([-1, -1.2, -1.2, -1.2], {
      tokens: 16,
      retention: 0.25,
      rounding: "ceil",
    });
    expect(near.budgets).toEqual([7, 4, 4, 4]);
    const far = await run([-1, -9, -9, -9], { tokens: 16, retention: 0.25, rounding: "ceil" });
    expect(far.budgets).toEqual([7, 3, 3, 3]);
  });

  it("has r_t between R(1 − 1/T) and R(2 − 1/T), and their mean is R", async () => {
    const [frames, retention] = [11, 0.25];
    const request = { tokens: 50, retention, rounding: "round" } as const;
    const { shares } = await run(scenes(frames, 6), request);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(retention * (1 - 1 / frames) - 1e-6);
    expect(Math.max(...shares)).toBeLessThan(retention * (2 - 1 / frames));
    expect(Math.abs(sum(shares) / frames - retention)).toBeLessThan(1e-6);
  });
});

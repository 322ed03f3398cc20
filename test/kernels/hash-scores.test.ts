import { describe, expect, it } from "vitest";
import { recordHashScores, HASH_SCORES } from "../../src/kernels/hash-scores.ts";
import { hashScoresReference } from "../reference/hash-scores.ts";
import { useGpu } from "../support/gpu.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

async function run(count: number, seed: number, axisLimit?: number): Promise<number[]> {
  return onWorkbench(
    gpu(),
    async (bench) => {
      const kernel = await gpu().kernels.load(HASH_SCORES);
      const scores = bench.output([count]);
      bench.run((to) => recordHashScores(to, kernel, { count, seed }, { scores }));
      return bench.floats(scores);
    },
    axisLimit,
  );
}

describe("hash-scores", () => {
  it.each([0, 1, 12_345, 4_294_967_295])("is the reference bit for bit, seed %i", async (seed) => {
    expect(await run(1000, seed)).toEqual(Array.from(hashScoresReference(1000, seed)));
  });

  it("folds a grid that is longer than one axis", async () => {
    expect(await run(500, 3, 2)).toEqual(Array.from(hashScoresReference(500, 3)));
  });

  it("spreads evenly over [0, 1) and differs from seed to seed", async () => {
    const [one, other] = [await run(10_000, 1), await run(10_000, 2)];
    const tenths = Array.from({ length: 10 }, () => 0);
    for (const score of one) tenths[Math.floor(score * 10)]! += 1;
    // 1000 each; four standard deviations are 120.
    expect(Math.max(...tenths.map((count) => Math.abs(count - 1000)))).toBeLessThan(120);
    const mean = one.reduce((sum, score, i) => sum + (score - 0.5) * (other[i]! - 0.5), 0) / 10_000;
    expect(Math.abs(mean)).toBeLessThan(0.004);
  });
});

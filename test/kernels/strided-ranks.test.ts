import { describe, expect, it } from "vitest";
import { recordStridedRanks, STRIDED_RANKS } from "../../src/kernels/strided-ranks.ts";
import { stridedRanksReference } from "../reference/strided-ranks.ts";
import { useGpu } from "../support/gpu.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

async function run(budgets: readonly number[], tokens: number, axisLimit?: number) {
  const data = Uint32Array.from(budgets);
  return onWorkbench(
    gpu(),
    async (bench) => {
      const kernel = await gpu().kernels.load(STRIDED_RANKS);
      const frames = budgets.length;
      const tensors = {
        budgets: bench.input(data),
        ranks: bench.output([frames, tokens], "uint32"),
      };
      bench.run((to) => recordStridedRanks(to, kernel, { frames, tokens }, tensors));
      return bench.uints(tensors.ranks);
    },
    axisLimit,
  );
}

describe.each([
  { tokens: 1, budgets: [0, 1] },
  { tokens: 36, budgets: [0, 1, 2, 6, 9, 13, 35, 36] },
  { tokens: 37, budgets: Array.from({ length: 38 }, (_, k) => k) },
  { tokens: 65_535, budgets: [65_535, 21_845] },
])("strided-ranks of $tokens tokens", ({ tokens, budgets }) => {
  it("keeps as many as it may, at the places of the reference", async () => {
    const ranks = await run(budgets, tokens);
    expect(ranks).toEqual(Array.from(stridedRanksReference(budgets, tokens)));
    budgets.forEach((budget, t) => {
      const kept = ranks.slice(t * tokens, (t + 1) * tokens).filter((rank) => rank < budget);
      expect(kept.length).toBe(budget);
    });
  });
});

describe("strided-ranks", () => {
  it("folds a grid that is longer than one axis", async () => {
    const budgets = Array.from({ length: 40 }, (_, t) => t % 12);
    expect(await run(budgets, 11, 2)).toEqual(Array.from(stridedRanksReference(budgets, 11)));
  });

  it("meets every column of the grid over the frames, also where the stride divides its rows", async () => {
    const [side, frames] = [6, 32];
    const ranks = await run(
      Array.from({ length: frames }, () => side),
      side * side,
    );
    const columns = new Set<number>();
    ranks.forEach((rank, i) => {
      if (rank === 0) columns.add((i % (side * side)) % side);
    });
    expect(columns.size).toBe(side);
  });
});

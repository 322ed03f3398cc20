import { describe, expect, it } from "vitest";
import { recordEvenBudget, EVEN_BUDGET } from "../../src/kernels/even-budget.ts";
import { evenBudgetReference } from "../reference/even-budget.ts";
import { useGpu } from "../support/gpu.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

describe.each([
  { frames: 1, kept: 1 },
  { frames: 7, kept: 3 },
  { frames: 32, kept: 288 },
  { frames: 32, kept: 58 },
  { frames: 129, kept: 4_000_000_000 },
])("even-budget $kept over $frames", ({ frames, kept }) => {
  it("gives every frame the same, but for one, and all of it in the end", async () => {
    const { shares, budgets } = await onWorkbench(gpu(), async (bench) => {
      const kernel = await gpu().kernels.load(EVEN_BUDGET);
      const out = { shares: bench.output([frames]), budgets: bench.output([frames], "uint32") };
      bench.run((to) => recordEvenBudget(to, kernel, { frames, kept, retention: 0.25 }, out));
      return { shares: await bench.floats(out.shares), budgets: await bench.uints(out.budgets) };
    });
    expect(budgets).toEqual(evenBudgetReference(frames, kept));
    expect(budgets.reduce((sum, budget) => sum + budget, 0)).toBe(kept);
    expect(Math.max(...budgets) - Math.min(...budgets)).toBeLessThanOrEqual(1);
    expect(shares).toEqual(Array.from({ length: frames }, () => 0.25));
  });
});

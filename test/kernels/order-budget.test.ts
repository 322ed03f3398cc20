import { expect, it } from "vitest";
import { ORDER_BUDGET, recordOrderBudget } from "../../src/kernels/order-budget.ts";
import { orderBudgetReference } from "../reference/order-budget.ts";
import { useGpu } from "../support/gpu.ts";
import { seeded } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

it.each([
  { frames: 1, tokens: 1, kept: 1 },
  { frames: 5, tokens: 7, kept: 11 },
  { frames: 131, tokens: 9, kept: 300 },
  { frames: 131, tokens: 9, kept: 131 * 9 },
])("counts the first $kept of $frames × $tokens by frame", async ({ frames, tokens, kept }) => {
  const random = seeded(frames);
  const keys = Array.from({ length: frames * tokens }, () => random());
  const order = new Uint32Array(keys.length);
  keys
    .map((_, i) => i)
    .sort((a, b) => keys[a]! - keys[b]!)
    .forEach((token, place) => (order[token] = place));
  const got = await onWorkbench(gpu(), async (bench) => {
    const kernel = await gpu().kernels.load(ORDER_BUDGET);
    const tensors = {
      order: bench.input(order),
      shares: bench.output([frames]),
      budgets: bench.output([frames], "uint32"),
    };
    bench.run((to) => recordOrderBudget(to, kernel, { frames, tokens, kept }, tensors));
    return {
      shares: await bench.floats(tensors.shares),
      budgets: await bench.uints(tensors.budgets),
    };
  });
  const want = orderBudgetReference(order, tokens, kept);
  expect(got.budgets).toEqual(want);
  expect(got.budgets.reduce((sum, budget) => sum + budget, 0)).toBe(kept);
  expect(got.shares).toEqual(want.map((budget) => Math.fround(budget / tokens)));
});

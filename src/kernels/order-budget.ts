// Counts what each frame has among the first tokens of an order over the whole video.

import wgsl from "../../shaders/order-budget.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { BudgetTensors } from "./frame-budget.ts";

export const ORDER_BUDGET = kernelSource("order-budget", wgsl);

export function recordOrderBudget(
  recorder: Recorder,
  kernel: Kernel,
  {
    frames,
    tokens,
    kept,
  }: { readonly frames: number; readonly tokens: number; readonly kept: number },
  /** `order`: uint32 [T, N], a permutation of 0 … T·N − 1. */
  { order, shares, budgets }: BudgetTensors & { readonly order: Tensor },
): void {
  recorder.dispatch(kernel, {
    inputs: [order],
    outputs: [shares, budgets],
    params: packParams(u32(frames, tokens, kept)),
    items: frames,
  });
}

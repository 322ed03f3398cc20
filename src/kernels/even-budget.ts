// Shares a number of tokens evenly among the frames.

import wgsl from "../../shaders/even-budget.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, f32, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { BudgetTensors } from "./frame-budget.ts";

export const EVEN_BUDGET = kernelSource("even-budget", wgsl);

export function recordEvenBudget(
  recorder: Recorder,
  kernel: Kernel,
  {
    frames,
    kept,
    retention,
  }: { readonly frames: number; readonly kept: number; readonly retention: number },
  { shares, budgets }: BudgetTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [],
    outputs: [shares, budgets],
    params: packParams(u32(frames, kept), f32(retention)),
    items: frames,
  });
}

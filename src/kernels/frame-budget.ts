// Computes from the uniqueness of frames and a retention how many tokens each frame keeps.

import wgsl from "../../shaders/frame-budget.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, f32, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const FRAME_BUDGET = kernelSource("frame-budget", wgsl, 32);

/** `ceil` as in the paper, `round` as in its authors' code (half to even), `exact` by largest remainder. */
export type Rounding = "ceil" | "round" | "exact";

const ROUNDINGS: readonly Rounding[] = ["ceil", "round", "exact"];

export const frameBudgetConstants = (rounding: Rounding) => ({
  ROUNDING: ROUNDINGS.indexOf(rounding),
});

export interface BudgetTensors {
  /** float32 [T]: r_t, the share of its tokens that a frame may keep, before rounding. */
  readonly shares: Tensor;
  /** uint32 [T]: k_t. */
  readonly budgets: Tensor;
}

export interface BudgetRequest {
  readonly frames: number;
  readonly tokens: number;
  /** Σ k_t for the rounding `exact`; the others ignore it. */
  readonly kept: number;
  readonly retention: number;
  readonly temperature: number;
}

/** A quota nearer than this to an integer counts as that integer, such as 0.7 · 10 · 7/8 computed in f64. */
const SNAP = 1e-9;

/** Splits a quota into its whole part and its fraction. */
export function splitQuota(quota: number): readonly [whole: number, fraction: number] {
  const nearest = Math.round(quota);
  if (Math.abs(quota - nearest) < SNAP) return [nearest, 0];
  return [Math.floor(quota), quota - Math.floor(quota)];
}

export function recordFrameBudget(
  recorder: Recorder,
  kernel: Kernel,
  { frames, tokens, kept, retention, temperature }: BudgetRequest,
  { uniqueness, shares, budgets }: BudgetTensors & { readonly uniqueness: Tensor },
): void {
  const [idleWhole, idleFraction] = splitQuota((retention * tokens * (frames - 1)) / frames);
  const [evenWhole, evenFraction] = splitQuota(retention * tokens);
  recorder.dispatch(kernel, {
    inputs: [uniqueness],
    outputs: [shares, budgets],
    params: packParams(
      u32(frames, tokens, kept),
      f32(retention, temperature),
      u32(idleWhole),
      f32(idleFraction),
      u32(evenWhole),
      f32(evenFraction),
    ),
    items: frames,
  });
}

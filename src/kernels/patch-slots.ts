// Puts the patches of each step in order, those that are encoded in it first, and counts these.

import wgsl from "../../shaders/patch-slots.wgsl?raw";
import type { Kernel, KernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const PATCH_SLOTS: KernelSource = {
  label: "kernel/patch-slots",
  wgsl,
  lanes: 64,
};

export interface PatchSlotsTensors {
  /** uint32 [steps, P], as `recordPatchSources` writes them. */
  readonly sources: Tensor;
  /** uint32 [steps, P]: of each step the numbers 0 … P − 1. */
  readonly slots: Tensor;
  /** uint32 [steps] */
  readonly counts: Tensor;
}

export function recordPatchSlots(
  recorder: Recorder,
  kernel: Kernel,
  { steps, patches }: { readonly steps: number; readonly patches: number },
  { sources, slots, counts }: PatchSlotsTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [sources],
    outputs: [slots, counts],
    params: packParams(u32(steps, patches)),
    items: steps * patches,
  });
}

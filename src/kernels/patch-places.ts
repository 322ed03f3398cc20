// Lists the patches that a run of steps encodes, and for every patch of every step the row that it takes. A step may encode more
// than have changed: those are used in that step alone, and what was there before stays what later steps are compared with.

import wgsl from "../../shaders/patch-places.wgsl?raw";
import type { Kernel, KernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const PATCH_PLACES: KernelSource = {
  label: "kernel/patch-places",
  wgsl,
  lanes: 64,
};

export interface PatchPlacesShape {
  /** The first step of the run, among those of `sources`. */
  readonly first: number;
  readonly steps: number;
  /** The patches of a step, P. */
  readonly patches: number;
  /** How many of each step are encoded: at least those that have changed. */
  readonly count: number;
}

export interface PatchPlacesTensors {
  /** uint32 [all steps, P], as `recordPatchSources` writes them. */
  readonly sources: Tensor;
  /** uint32 [all steps, P], as `recordPatchSlots` writes them. */
  readonly slots: Tensor;
  /** uint32 [steps, count]: t · P + p of each row. */
  readonly picks: Tensor;
  /** uint32 [steps, P]: a row behind P rows that are held, or one of these. */
  readonly places: Tensor;
  /** uint32 [P]: the rows to hold for the steps after these. */
  readonly later: Tensor;
}

export function recordPatchPlaces(
  recorder: Recorder,
  kernel: Kernel,
  { first, steps, patches, count }: PatchPlacesShape,
  { sources, slots, picks, places, later }: PatchPlacesTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [sources, slots],
    outputs: [picks, places, later],
    params: packParams(u32(first, steps, patches, count)),
    items: steps * patches,
  });
}

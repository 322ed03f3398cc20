// DyCoke's first stage: how much each place changed since the frame that its frame is compared with, and numbers by which
// all tokens can be put in order.

import changesWgsl from "../../shaders/dycoke-changes.wgsl?raw";
import keysWgsl from "../../shaders/dycoke-keys.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const DYCOKE_CHANGES = kernelSource("dycoke-changes", changesWgsl);

export const DYCOKE_KEYS = kernelSource("dycoke-keys", keysWgsl);

export interface DycokeShape {
  readonly frames: number;
  readonly tokens: number;
  readonly quads: number;
}

/** `features` [T, N, 4 · quads] → `changes` float32 [T, N], 0 … 2. */
export function recordDycokeChanges(
  recorder: Recorder,
  kernel: Kernel,
  { frames, tokens, quads }: DycokeShape,
  { features, changes }: { readonly features: Tensor; readonly changes: Tensor },
): void {
  recorder.dispatch(kernel, {
    inputs: [features],
    outputs: [changes],
    params: packParams(u32(frames, tokens, quads)),
    items: frames * tokens,
  });
}

/** `ranks` uint32 [T, N] of the changes in each frame → `keys` float32 [T, N]. */
export function recordDycokeKeys(
  recorder: Recorder,
  kernel: Kernel,
  { frames, tokens }: Omit<DycokeShape, "quads">,
  { ranks, keys }: { readonly ranks: Tensor; readonly keys: Tensor },
): void {
  recorder.dispatch(kernel, {
    inputs: [ranks],
    outputs: [keys],
    params: packParams(u32(frames, tokens)),
    items: frames * tokens,
  });
}

// Makes tokens narrower without looking at them: channels are added up with signs, and the sums made unit vectors.

import wgsl from "../../shaders/fold-channels.wgsl?raw";
import { ceilDiv } from "../base/shape.ts";
import type { Kernel, KernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const FOLD_CHANNELS: KernelSource = {
  label: "kernel/fold-channels",
  wgsl,
  lanes: 64,
};

/** The most channels that are left. Distances between unit vectors of 64 channels are off by about a sixth. */
const MOST_CHANNELS = 64;

/** Returns the number of quads that `width` channels are folded into: all of them, or 16. */
export const foldedQuads = (width: number): number =>
  Math.min(ceilDiv(width, 4), MOST_CHANNELS / 4);

export interface FoldChannelsTensors {
  /** [count, 4 · quads] */
  readonly tokens: Tensor;
  /** float32 [folds, count, 4]: unit vectors, quad by quad. A token of zeros stays zeros. */
  readonly folded: Tensor;
}

export function recordFoldChannels(
  recorder: Recorder,
  kernel: Kernel,
  {
    count,
    quads,
    folds,
  }: { readonly count: number; readonly quads: number; readonly folds: number },
  { tokens, folded }: FoldChannelsTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [tokens],
    outputs: [folded],
    params: packParams(u32(count, quads, folds)),
    items: count,
  });
}

// Copies features on a list of channels, and computes their squared norms in slices, so that the kernels that follow
// read these channels only.

import wgsl from "../../shaders/pack-channels.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { slicedItems } from "./cosine-dots.ts";

export const PACK_CHANNELS = kernelSource("pack-channels", wgsl);

/** T frames of N tokens of `width` channels, of which `channels` are packed. */
export interface PackShape {
  readonly frames: number;
  readonly tokens: number;
  readonly width: number;
  readonly channels: number;
}

export interface PackChannelsTensors {
  /** [T, N, width] */
  readonly tokens: Tensor;
  /** uint32 [channels], ascending, each below `width`. */
  readonly chosen: Tensor;
  /** [T, N, 4 · ⌈channels / 4⌉], the same dtype, with zeros at the end of each row. */
  readonly packed: Tensor;
  /** float32 [tileCount, SLICES, 2, 4], as token-squares writes them. */
  readonly partials: Tensor;
}

export function recordPackChannels(
  recorder: Recorder,
  kernel: Kernel,
  shape: PackShape,
  { tokens, chosen, packed, partials }: PackChannelsTensors,
): void {
  const { frames, tokens: perFrame, width, channels } = shape;
  recorder.dispatch(kernel, {
    inputs: [tokens, chosen],
    outputs: [packed, partials],
    params: packParams(u32(frames, perFrame, width, channels)),
    items: slicedItems(shape),
  });
}

// Makes 128 bits of each token, so that tokens can be compared by counting the bits in which they differ.

import wgsl from "../../shaders/angle-codes.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const ANGLE_CODES = kernelSource("angle-codes", wgsl);

/** Codes on the CPU. Only those of the same channels can be compared. */
export interface AngleCodes {
  /** The channels of which they are made, ascending. */
  readonly channels: Uint32Array<ArrayBuffer>;
  /** [count, 4] */
  readonly words: Uint32Array<ArrayBuffer>;
}

export interface AngleCodesTensors {
  /** [count, 4 · quads] */
  readonly tokens: Tensor;
  /** uint32 [count, 4] */
  readonly codes: Tensor;
}

export function recordAngleCodes(
  recorder: Recorder,
  kernel: Kernel,
  { count, quads }: { readonly count: number; readonly quads: number },
  { tokens, codes }: AngleCodesTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [tokens],
    outputs: [codes],
    params: packParams(u32(count, quads)),
    items: count,
  });
}

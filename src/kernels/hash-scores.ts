// Makes scores that look random and are the same for the same seed on every GPU.

import wgsl from "../../shaders/hash-scores.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const HASH_SCORES = kernelSource("hash-scores", wgsl);

/** `scores` float32 [count] in [0, 1). `seed` is taken modulo 2³². */
export function recordHashScores(
  recorder: Recorder,
  kernel: Kernel,
  { count, seed }: { readonly count: number; readonly seed: number },
  { scores }: { readonly scores: Tensor },
): void {
  recorder.dispatch(kernel, {
    inputs: [],
    outputs: [scores],
    params: packParams(u32(count, seed >>> 0)),
    items: count,
  });
}

// Measures how little a token's place shows what it shows in other frames: minus the mean cosine of their keys. Give
// the mean key as `centre`: a bias of the keys, which in Qwen2 is far longer than what it is added to, would make all
// cosines 1.

import wgsl from "../../shaders/temporal-redundancy.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { elementCount } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { cacheDims } from "./cache-dims.ts";

export const TEMPORAL_REDUNDANCY = kernelSource("temporal-redundancy", wgsl);

export interface TemporalRedundancyOptions {
  readonly frames: number;
  /** The number of tokens of every frame. */
  readonly places: number;
}

export interface TemporalRedundancyTensors {
  /** [1, heads, ≥ frames · places, headSize], at position 0 (`rotate-keys`), frame after frame. */
  readonly keys: Tensor;
  /** float32 [heads, headSize], subtracted from every key; zeros change nothing. */
  readonly centre: Tensor;
  /** uint32 [frames, 2]: the first and end of the frames that each is compared with, as `recentFrames` gives them. */
  readonly references: Tensor;
  /** float32 [frames, places], −1 … 1; 0 for a token that is compared with no other. */
  readonly scores: Tensor;
}

/** Records one dispatch. */
export function recordTemporalRedundancy(
  recorder: Recorder,
  kernel: Kernel,
  { frames, places }: TemporalRedundancyOptions,
  { keys, centre, references, scores }: TemporalRedundancyTensors,
): void {
  const { heads, rows, headSize } = cacheDims(keys);
  invariant(
    frames * places <= rows,
    `${keys.label} holds ${rows} rows, wanted ${frames} · ${places}`,
  );
  invariant(
    elementCount(centre.dims) === heads * headSize &&
      elementCount(references.dims) === 2 * frames &&
      elementCount(scores.dims) >= frames * places,
    `${centre.label}, ${references.label} or ${scores.label} does not fit ${frames} · ${places} keys of ${heads} · ${headSize}`,
  );
  recorder.dispatch(kernel, {
    inputs: [keys, centre, references],
    outputs: [scores],
    params: packParams(u32(frames, places, heads, headSize, rows)),
    items: frames * places,
  });
}

/** Compares each frame with the last `count` frames of the chunk except itself. Returns [frames, 2]: from, end. */
export const recentFrames = (frames: number, count: number): Uint32Array<ArrayBuffer> =>
  Uint32Array.from(
    Array.from({ length: frames }, () => [Math.max(0, frames - count), frames]).flat(),
  );

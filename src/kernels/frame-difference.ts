// Measures how far each frame of a batch is from the last encoded one before it. Pixels were bytes before they were
// normalised, so their differences are whole numbers: sums of them are exact, and the same on every adapter.

import wgsl from "../../shaders/frame-difference.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { ceilDiv, elementCount } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, f32, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const FRAME_DIFFERENCE = kernelSource("frame-difference", wgsl);

/** Enough work for a lane to be worth its one atomic addition. */
const PIXELS_PER_LANE = 32;
const BYTE = 255;

export interface FrameDifferenceShape {
  /** The number of steps; a step is one frame, or the two of a temporal patch. */
  readonly steps: number;
  readonly framesPerStep: number;
  /** How many steps of a byte make 1.0 of each channel: std / rescale. */
  readonly bytesPerValue: readonly [r: number, g: number, b: number];
  /** A step whose sum is below this is not encoded, and nothing is compared with it; 0 compares neighbours. */
  readonly limit: number;
  /** False before anything was encoded: the first step then gets the largest sum, 2³² − 1. */
  readonly hasLast: boolean;
}

export interface FrameDifferenceTensors {
  /** float32 [≥ steps · framesPerStep, 3, H, W] */
  readonly pixels: Tensor;
  /** float32 [framesPerStep, 3, H, W]: the last encoded step before these. */
  readonly last: Tensor;
  /** uint32 [steps], zeros */
  readonly sums: Tensor;
}

/** Records one dispatch a step. A sum of `values` numbers is 255 · values times the mean difference, 0 … 1. */
export function recordFrameDifference(
  recorder: Recorder,
  kernel: Kernel,
  { steps, framesPerStep, bytesPerValue, limit, hasLast }: FrameDifferenceShape,
  { pixels, last, sums }: FrameDifferenceTensors,
): void {
  const [frames = 0, channels, rows = 0, columns = 0] = pixels.dims;
  const plane = rows * columns;
  const stepPixels = framesPerStep * plane;
  invariant(
    channels === 3 &&
      frames >= steps * framesPerStep &&
      elementCount(last.dims) === 3 * stepPixels &&
      elementCount(sums.dims) >= steps,
    `${pixels.label} [${pixels.dims.join(", ")}], ${last.label} or ${sums.label} does not hold ${steps} steps of ${framesPerStep}`,
  );
  invariant(3 * stepPixels * BYTE < 2 ** 32, `a step of ${3 * stepPixels} values is too large`);
  const groups = ceilDiv(stepPixels, kernel.source.lanes * PIXELS_PER_LANE);
  for (let index = 0; index < steps; index++) {
    recorder.dispatch(kernel, {
      inputs: [pixels, last],
      outputs: [sums],
      params: packParams(
        u32(index, Number(hasLast), stepPixels, plane, groups * kernel.source.lanes, limit),
        f32(bytesPerValue[0], bytesPerValue[1], bytesPerValue[2]),
      ),
      groups,
    });
  }
}

/** Returns the smallest sum of `values` numbers whose mean difference is at least `share`, in 0 … 1. */
export function sumAt(share: number, values: number): number {
  return Math.ceil(share * (BYTE * values));
}

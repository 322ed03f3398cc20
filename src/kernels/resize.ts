// Upright 8-bit pixels → a frame of the model's input: two passes as Pillow makes them, and the normalisation.

import horizontalWgsl from "../../shaders/resize-horizontal.wgsl?raw";
import verticalWgsl from "../../shaders/resize-vertical.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { ceilDiv, elementCount } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Kernel, KernelSource } from "../gpu/kernel.ts";
import { packParams } from "../gpu/params-ring.ts";
import { foldGrid, type Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { FRACTION_BITS } from "./resize-weights.ts";

export const RESIZE_HORIZONTAL: KernelSource = {
  label: "kernel/resize-horizontal",
  wgsl: horizontalWgsl,
  inputs: 3,
  outputs: 1,
  hasParams: true,
};

export const RESIZE_VERTICAL: KernelSource = {
  label: "kernel/resize-vertical",
  wgsl: verticalWgsl,
  inputs: 3,
  outputs: 1,
  hasParams: true,
};

const LANES = 64;

export interface Resize {
  readonly horizontal: Kernel;
  readonly vertical: Kernel;
}

/** `ResizeWeights` on the GPU. */
export interface WeightTensors {
  /** uint32 [targets, 2] */
  readonly spans: Tensor;
  /** int32 [targets, taps] */
  readonly weights: Tensor;
}

type Triple = readonly [r: number, g: number, b: number];

export interface ResizeStep {
  /** uint32 [rows, columns], RGBA bytes, red lowest; may be larger than that. */
  readonly pixels: Tensor;
  readonly rows: number;
  readonly columns: number;
  /** uint32 [rows, target columns]; scratch, may be larger. */
  readonly between: Tensor;
  readonly across: WeightTensors;
  readonly down: WeightTensors;
  /** float32 [T, 3, target rows, target columns] */
  readonly target: Tensor;
  /** Which of the T frames is written. */
  readonly index: number;
  /** value = (byte · rescale − mean) / std */
  readonly rescale: number;
  readonly mean: Triple;
  readonly std: Triple;
}

export async function loadResize(gpu: Pick<Gpu, "kernels">): Promise<Resize> {
  const constants = { LANES, FRACTION_BITS };
  const [horizontal, vertical] = await Promise.all([
    gpu.kernels.load(RESIZE_HORIZONTAL, constants),
    gpu.kernels.load(RESIZE_VERTICAL, constants),
  ]);
  return { horizontal, vertical };
}

/** Records both passes. */
export function encodeResize(
  gpu: Gpu,
  recorder: Recorder,
  kernels: Resize,
  { pixels, rows, columns, between, across, down, target, index, ...values }: ResizeStep,
): void {
  const [frames = 0, channels, targetRows = 0, targetColumns = 0] = target.dims;
  invariant(
    channels === 3 && index < frames,
    `frame ${index} of ${target.label} [${target.dims.join(",")}] cannot be written`,
  );
  invariant(
    across.weights.dims[0] === targetColumns && down.weights.dims[0] === targetRows,
    `the weights are not for ${targetRows}×${targetColumns}`,
  );
  invariant(
    elementCount(pixels.dims) >= rows * columns &&
      elementCount(between.dims) >= rows * targetColumns,
    `${pixels.label} or ${between.label} is too small for ${rows}×${columns}`,
  );
  recorder.dispatch(kernels.horizontal, {
    inputs: [pixels, across.spans, across.weights],
    outputs: [between],
    params: packParams(
      ["u32", rows],
      ["u32", columns],
      ["u32", targetColumns],
      ["u32", across.weights.dims[1] ?? 0],
    ),
    grid: foldGrid(gpu, ceilDiv(rows * targetColumns, LANES)),
  });
  const { rescale, mean, std } = values;
  recorder.dispatch(kernels.vertical, {
    inputs: [between, down.spans, down.weights],
    outputs: [target],
    params: packParams(
      ["u32", targetColumns],
      ["u32", targetRows],
      ["u32", down.weights.dims[1] ?? 0],
      ["u32", index * 3 * targetRows * targetColumns],
      ["f32", mean[0]],
      ["f32", mean[1]],
      ["f32", mean[2]],
      ["f32", rescale],
      ["f32", std[0]],
      ["f32", std[1]],
      ["f32", std[2]],
    ),
    grid: foldGrid(gpu, ceilDiv(targetRows * targetColumns, LANES)),
  });
}

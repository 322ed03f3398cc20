// Resizes upright 8-bit pixels in two passes, as Pillow does; the last resize of a frame also normalises, and writes a
// frame of the model's input.

import horizontalWgsl from "../../shaders/resize-horizontal.wgsl?raw";
import verticalWgsl from "../../shaders/resize-vertical.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { elementCount } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, f32, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { FRACTION_BITS } from "./resize-weights.ts";

const RESIZE_HORIZONTAL = kernelSource("resize-horizontal", horizontalWgsl);

const RESIZE_VERTICAL = kernelSource("resize-vertical", verticalWgsl);

export interface Resize {
  readonly horizontal: Kernel;
  /** The vertical pass that also normalises. */
  readonly vertical: Kernel;
  readonly verticalBytes: Kernel;
}

/** `ResizeWeights` on the GPU. */
export interface WeightTensors {
  /** uint32 [targets, 2] */
  readonly spans: Tensor;
  /** int32 [targets, taps] */
  readonly weights: Tensor;
}

type Triple = readonly [r: number, g: number, b: number];

export interface ResizePasses {
  /** uint32 [rows, columns], RGBA bytes with red lowest; the tensor may be larger. */
  readonly pixels: Tensor;
  readonly rows: number;
  readonly columns: number;
  /** Scratch, uint32 [rows, target columns]; the tensor may be larger. */
  readonly between: Tensor;
  readonly across: WeightTensors;
  readonly down: WeightTensors;
}

export interface ResizeStep extends ResizePasses {
  /** float32 [T, 3, target rows, target columns] */
  readonly target: Tensor;
  /** The index of the frame of T that is written. */
  readonly index: number;
  /** value = (byte · rescale − mean) / std */
  readonly rescale: number;
  readonly mean: Triple;
  readonly std: Triple;
}

export async function loadResize(gpu: Pick<Gpu, "kernels">): Promise<Resize> {
  const constants = { FRACTION_BITS };
  const [horizontal, vertical, verticalBytes] = await Promise.all([
    gpu.kernels.load(RESIZE_HORIZONTAL, constants),
    gpu.kernels.load(RESIZE_VERTICAL, { ...constants, BYTES: 0 }),
    gpu.kernels.load(RESIZE_VERTICAL, { ...constants, BYTES: 1 }),
  ]);
  return { horizontal, vertical, verticalBytes };
}

/** Records both passes and the normalisation. */
export function recordResize(
  recorder: Recorder,
  kernels: Resize,
  { target, index, rescale, mean, std, ...passes }: ResizeStep,
): void {
  const [frames = 0, channels, rows = 0, columns = 0] = target.dims;
  invariant(
    channels === 3 && index < frames,
    `frame ${index} of ${target.label} [${target.dims.join(",")}] cannot be written`,
  );
  invariant(
    passes.across.weights.dims[0] === columns && passes.down.weights.dims[0] === rows,
    `the weights are not for ${rows}×${columns}`,
  );
  const first = index * 3 * rows * columns;
  encodePasses(recorder, kernels, kernels.vertical, passes, target, {
    first,
    rescale,
    mean,
    std,
  });
}

/** Records both passes without normalisation; `target` is uint32 [target rows, target columns], RGBA bytes. */
export function recordResizeBytes(
  recorder: Recorder,
  kernels: Resize,
  { target, ...passes }: ResizePasses & { readonly target: Tensor },
): void {
  encodePasses(recorder, kernels, kernels.verticalBytes, passes, target, {
    first: 0,
    rescale: 1,
    mean: [0, 0, 0],
    std: [1, 1, 1],
  });
}

interface Values {
  /** The element of the target where this frame begins. */
  readonly first: number;
  readonly rescale: number;
  readonly mean: Triple;
  readonly std: Triple;
}

function encodePasses(
  recorder: Recorder,
  { horizontal }: Resize,
  vertical: Kernel,
  { pixels, rows, columns, between, across, down }: ResizePasses,
  target: Tensor,
  { first, rescale, mean, std }: Values,
): void {
  const [targetRows = 0, rowTaps = 0] = down.weights.dims;
  const [targetColumns = 0, columnTaps = 0] = across.weights.dims;
  invariant(
    elementCount(pixels.dims) >= rows * columns &&
      elementCount(between.dims) >= rows * targetColumns &&
      elementCount(target.dims) >= targetRows * targetColumns,
    `${pixels.label}, ${between.label} or ${target.label} is too small for ${rows}×${columns}`,
  );
  recorder.dispatch(horizontal, {
    inputs: [pixels, across.spans, across.weights],
    outputs: [between],
    params: packParams(u32(rows, columns, targetColumns, columnTaps)),
    items: rows * targetColumns,
  });
  recorder.dispatch(vertical, {
    inputs: [between, down.spans, down.weights],
    outputs: [target],
    params: packParams(
      u32(targetColumns, targetRows, rowTaps, first),
      f32(mean[0], mean[1], mean[2], rescale, std[0], std[1], std[2]),
    ),
    items: targetRows * targetColumns,
  });
}

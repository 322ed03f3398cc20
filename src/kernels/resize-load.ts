// Copies a frame's texture to upright 8-bit pixels. It has a launcher of its own because its input is a texture, and an
// external texture lives only until the current task ends: everything after `loadResizeLoad` is synchronous.

import externalWgsl from "../../shaders/resize-load-external.wgsl?raw";
import textureWgsl from "../../shaders/resize-load.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { AppError } from "../base/errors.ts";
import { ceilDiv, elementCount } from "../base/shape.ts";
import { COMPUTE_STAGE } from "../gpu/constants.ts";
import type { Gpu } from "../gpu/device.ts";
import { i32, packParams, u32 } from "../gpu/params-ring.ts";
import { foldGrid } from "../gpu/recorder.ts";
import { shaderCode } from "../gpu/shader-code.ts";
import type { Tensor } from "../gpu/tensor.ts";

const LANES = 64;

interface LoadKernel {
  readonly pipeline: GPUComputePipeline;
  readonly inputs: GPUBindGroupLayout;
}

export interface ResizeLoad {
  readonly texture: LoadKernel;
  readonly external: LoadKernel;
}

/** Where an upright pixel lies in the frame: origin + x · across + y · down. */
export interface UprightWalk {
  readonly columns: number;
  readonly rows: number;
  readonly origin: readonly [x: number, y: number];
  readonly across: readonly [x: number, y: number];
  readonly down: readonly [x: number, y: number];
}

/** Returns the walk through a width × height frame that is rotated clockwise by `rotation`, then mirrored. */
export function uprightWalk(
  width: number,
  height: number,
  rotation: 0 | 90 | 180 | 270,
  isMirrored: boolean,
): UprightWalk {
  const turned = turnedWalk(width, height, rotation);
  if (!isMirrored) return turned;
  const { columns, origin, across } = turned;
  const last = columns - 1;
  return {
    ...turned,
    origin: [origin[0] + last * across[0], origin[1] + last * across[1]],
    across: [-across[0], -across[1]],
  };
}

function turnedWalk(width: number, height: number, rotation: 0 | 90 | 180 | 270): UprightWalk {
  const [right, bottom] = [width - 1, height - 1];
  switch (rotation) {
    case 0:
      return { columns: width, rows: height, origin: [0, 0], across: [1, 0], down: [0, 1] };
    case 90:
      return { columns: height, rows: width, origin: [0, bottom], across: [0, -1], down: [1, 0] };
    case 180:
      return {
        columns: width,
        rows: height,
        origin: [right, bottom],
        across: [-1, 0],
        down: [0, -1],
      };
    case 270:
      return { columns: height, rows: width, origin: [right, 0], across: [0, 1], down: [-1, 0] };
  }
}

const compiled = new WeakMap<GPUDevice, Promise<ResizeLoad>>();

/** Compiles both kernels, once for each device. @throws AppError `kernel-compile`. */
export function loadResizeLoad({
  device,
  params,
}: Pick<Gpu, "device" | "params">): Promise<ResizeLoad> {
  let kernels = compiled.get(device);
  if (kernels === undefined) {
    kernels = compileBoth(device, params.layout);
    compiled.set(device, kernels);
    kernels.catch(() => compiled.delete(device));
  }
  return kernels;
}

async function compileBoth(device: GPUDevice, params: GPUBindGroupLayout): Promise<ResizeLoad> {
  const [texture, external] = await Promise.all([
    compile(device, params, "kernel/resize-load", textureWgsl, {
      texture: { sampleType: "float" },
    }),
    compile(device, params, "kernel/resize-load-external", externalWgsl, { externalTexture: {} }),
  ]);
  return { texture, external };
}

async function compile(
  device: GPUDevice,
  params: GPUBindGroupLayout,
  label: string,
  wgsl: string,
  frame: Pick<GPUBindGroupLayoutEntry, "texture" | "externalTexture">,
): Promise<LoadKernel> {
  const visibility = COMPUTE_STAGE;
  const inputs = device.createBindGroupLayout({
    label,
    entries: [
      { binding: 0, visibility, ...frame },
      { binding: 1, visibility, buffer: { type: "storage" } },
    ],
  });
  try {
    const pipeline = await device.createComputePipelineAsync({
      label,
      layout: device.createPipelineLayout({ label, bindGroupLayouts: [inputs, params] }),
      compute: {
        module: device.createShaderModule({ label, code: shaderCode(label, wgsl, "f32") }),
        entryPoint: "main",
        constants: { LANES },
      },
    });
    return { pipeline, inputs };
  } catch (cause) {
    throw new AppError(
      "kernel-compile",
      `Kernel ${label} did not compile: ${cause instanceof Error ? cause.message : String(cause)}`,
      "Update the browser and the graphics driver; if it stays, report it.",
      { cause },
    );
  }
}

/** Submits one pass that fills the first rows × columns elements of `pixels`, a uint32 tensor. */
export function runResizeLoad(
  gpu: Gpu,
  kernels: ResizeLoad,
  frame: GPUTexture | GPUExternalTexture,
  walk: UprightWalk,
  pixels: Tensor,
): void {
  const { columns, rows, origin, across, down } = walk;
  invariant(
    elementCount(pixels.dims) >= rows * columns,
    `${pixels.label} is too small for ${rows}×${columns}`,
  );
  const isTexture = "createView" in frame;
  const kernel = isTexture ? kernels.texture : kernels.external;
  const params = packParams(u32(columns, rows), i32(...origin, ...across, ...down));
  const label = "vision/load";
  const encoder = gpu.device.createCommandEncoder({ label });
  const pass = encoder.beginComputePass({ label });
  pass.setPipeline(kernel.pipeline);
  pass.setBindGroup(
    0,
    gpu.device.createBindGroup({
      label,
      layout: kernel.inputs,
      entries: [
        { binding: 0, resource: isTexture ? frame.createView() : frame },
        { binding: 1, resource: { buffer: pixels.buffer } },
      ],
    }),
  );
  pass.setBindGroup(1, gpu.params.group, [gpu.params.write(params)]);
  pass.dispatchWorkgroups(...foldGrid(gpu, ceilDiv(rows * columns, LANES)));
  pass.end();
  gpu.params.flush();
  gpu.device.queue.submit([encoder.finish()]);
}

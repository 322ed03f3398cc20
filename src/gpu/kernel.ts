// Compiles WGSL text to compute pipelines. All kernels have the same bindings: group 0 holds the inputs in order, then
// the outputs; group 1 binding 0 holds `params`, when the kernel has any.

import { AppError } from "../base/errors.ts";
import { COMPUTE_STAGE } from "./constants.ts";
import { PRELUDE_LINES, type Real } from "./join-shader.ts";
import { shaderCode } from "./shader-code.ts";

export interface KernelSource {
  /** The name for messages, "kernel/<stem of the .wgsl file>". */
  readonly label: string;
  readonly wgsl: string;
  /** The number of invocations of a workgroup: `LANES` in the shader. */
  readonly lanes: number;
}

/** Returns the kernel in `shaders/<name>.wgsl`. */
export const kernelSource = (name: string, wgsl: string, lanes = 64): KernelSource => ({
  label: `kernel/${name}`,
  wgsl,
  lanes,
});

/** A compiled kernel, ready to be dispatched. */
export interface Kernel {
  readonly source: KernelSource;
  readonly inputs: number;
  readonly outputs: number;
  readonly pipeline: GPUComputePipeline;
  readonly tensors: GPUBindGroupLayout;
  /** Whether it has `params`. */
  readonly hasParams: boolean;
}

export type { Real };

export interface KernelCache {
  /**
   * Compiles once for each (kernel, constants, real); later and simultaneous calls share the pipeline.
   * @throws AppError `kernel-compile` with every message of the compiler.
   */
  load(
    source: KernelSource,
    constants?: Readonly<Record<string, number>>,
    real?: Real,
  ): Promise<Kernel>;
}

/** `params`: the layout of group 1. */
export function createKernelCache(device: GPUDevice, params: GPUBindGroupLayout): KernelCache {
  const cache = new Map<string, Promise<Kernel>>();
  return {
    load(source, constants = {}, real = "f32") {
      const key = `${source.label} ${real} ${JSON.stringify(constants)}`;
      let kernel = cache.get(key);
      if (kernel === undefined) {
        kernel = compile(device, params, source, constants, real);
        cache.set(key, kernel);
        kernel.catch(() => cache.delete(key));
      }
      return kernel;
    },
  };
}

async function compile(
  device: GPUDevice,
  params: GPUBindGroupLayout,
  source: KernelSource,
  constants: Readonly<Record<string, number>>,
  real: Real,
): Promise<Kernel> {
  const { label, wgsl } = source;
  const [inputs, outputs] = [bound(wgsl, "read"), bound(wgsl, "read_write")];
  const code = shaderCode(label, wgsl, real, device.features.has("subgroups"));
  const module = device.createShaderModule({ label, code });
  const tensors = device.createBindGroupLayout({ label, entries: tensorEntries(inputs, outputs) });
  const hasParams = wgsl.includes("var<uniform>");
  try {
    const pipeline = await device.createComputePipelineAsync({
      label,
      layout: device.createPipelineLayout({
        label,
        bindGroupLayouts: hasParams ? [tensors, params] : [tensors],
      }),
      compute: { module, entryPoint: "main", constants: { LANES: source.lanes, ...constants } },
    });
    return { source, inputs, outputs, pipeline, tensors, hasParams };
  } catch (cause) {
    throw await compileError(source, module, constants, real, cause);
  }
}

/** The number of tensors that the shader binds with this access. */
const bound = (wgsl: string, access: "read" | "read_write"): number =>
  wgsl.split(`var<storage, ${access}>`).length - 1;

function tensorEntries(inputs: number, outputs: number): GPUBindGroupLayoutEntry[] {
  return Array.from({ length: inputs + outputs }, (_, binding) => ({
    binding,
    visibility: COMPUTE_STAGE,
    buffer: { type: binding < inputs ? ("read-only-storage" as const) : ("storage" as const) },
  }));
}

async function compileError(
  source: KernelSource,
  module: GPUShaderModule,
  constants: Readonly<Record<string, number>>,
  real: Real,
  cause: unknown,
): Promise<AppError> {
  const { messages } = await module.getCompilationInfo();
  const lines = messages.map(
    ({ lineNum, linePos, type, message }) =>
      `  ${lineNum - PRELUDE_LINES}:${linePos} ${type}: ${message}`,
  );
  if (lines.length === 0) lines.push(`  ${cause instanceof Error ? cause.message : String(cause)}`);
  return new AppError(
    "kernel-compile",
    `Kernel ${source.label} did not compile for ${real} with ${JSON.stringify(constants)}.\n${lines.join("\n")}`,
    "Update the browser and the graphics driver; if it stays, report it with the lines above.",
    { cause },
  );
}

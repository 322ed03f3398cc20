// A GPUDevice written in TypeScript, for browsers without WebGPU: the part of the interface that this project uses. Its
// shaders are the project's own, translated to JavaScript when the page is built, so that there is one copy of each kernel.

import { createBuffer, softwareBuffer } from "./buffer.ts";
import { createEncoder, type SoftwareBindGroup, type SoftwarePipeline } from "./commands.ts";
import { digestOf } from "./digest.ts";
import { createFailures } from "./failures.ts";
import * as helpers from "./helpers.ts";
import type { Resource, TranslatedShader } from "./program.ts";
import { PROGRAMS } from "./programs.ts";
import { createQueue } from "./queue.ts";
import { createTexture, drawTexture, type SoftwareTexture } from "./texture.ts";
import { wordsOf } from "./words.ts";

interface SoftwareModule {
  readonly shader: TranslatedShader | undefined;
  getCompilationInfo(): Promise<{ readonly messages: readonly [] }>;
}

/** The largest buffer: a quarter of what a process of a browser commonly gets. */
const MOST_BYTES = 2 ** 30;

export const SOFTWARE_LIMITS = {
  maxBufferSize: MOST_BYTES,
  maxStorageBufferBindingSize: MOST_BYTES,
  maxStorageBuffersPerShaderStage: 16,
  maxComputeWorkgroupStorageSize: 32_768,
  maxComputeInvocationsPerWorkgroup: 1024,
  maxComputeWorkgroupSizeX: 1024,
  maxComputeWorkgroupSizeY: 1024,
  maxComputeWorkgroupSizeZ: 64,
  maxComputeWorkgroupsPerDimension: 65_535,
  maxBindGroups: 4,
  maxTextureDimension2D: 16_384,
} as const;

export function createSoftwareDevice(): GPUDevice {
  const failures = createFailures();
  let isLost = false;
  let lose: (info: Pick<GPUDeviceLostInfo, "reason" | "message">) => void = () => undefined;
  const lost = new Promise<Pick<GPUDeviceLostInfo, "reason" | "message">>((resolve) => {
    lose = resolve;
  });
  const device = {
    label: "software",
    features: new Set<GPUFeatureName>(),
    limits: SOFTWARE_LIMITS,
    queue: createQueue(() => isLost),
    lost,
    destroy() {
      isLost = true;
      lose({ reason: "destroyed", message: "The device was destroyed." });
    },
    addEventListener: (_: "uncapturederror", listener: Parameters<typeof failures.listen>[0]) =>
      failures.listen(listener),
    pushErrorScope: (filter: GPUErrorFilter) => failures.push(filter),
    popErrorScope: async () => failures.pop(),
    createBuffer: (descriptor: GPUBufferDescriptor) =>
      createBuffer(failures, () => isLost, descriptor),
    createTexture({ size, label }: { readonly size: readonly number[]; readonly label?: string }) {
      const [width = 1, height = 1] = size;
      return createTexture(width, height, label);
    },
    importExternalTexture({ source }: { readonly source: VideoFrame }) {
      const texture = createTexture(source.displayWidth, source.displayHeight);
      drawTexture(texture, source);
      return texture;
    },
    createShaderModule: ({ code }: GPUShaderModuleDescriptor): SoftwareModule => ({
      shader: PROGRAMS.get(digestOf(code)),
      getCompilationInfo: async () => ({ messages: [] }),
    }),
    createComputePipelineAsync,
    createBindGroupLayout: ({ label = "" }: GPUBindGroupLayoutDescriptor) => ({ label }),
    createPipelineLayout: ({ label = "" }: GPUPipelineLayoutDescriptor) => ({ label }),
    createBindGroup,
    createCommandEncoder: createEncoder,
  };
  return device as unknown as GPUDevice;
}

/** @throws Error for a shader of another text than those of the page, or a constant that is missing. */
async function createComputePipelineAsync({
  label = "",
  compute,
}: GPUComputePipelineDescriptor): Promise<SoftwarePipeline> {
  const { shader } = compute.module as unknown as SoftwareModule;
  if (shader === undefined) {
    throw new Error(
      "Without WebGPU only the page's own shaders run, in 32 bits; this is none of them.",
    );
  }
  return { label, program: shader.create(compute.constants ?? {}, helpers) };
}

function createBindGroup({ entries }: GPUBindGroupDescriptor): SoftwareBindGroup {
  const resources: Resource[] = [];
  for (const { binding, resource } of entries) resources[binding] = resourceOf(resource);
  return resources;
}

function resourceOf(resource: GPUBindingResource): Resource {
  if ("bytes" in resource) return resource as unknown as SoftwareTexture;
  const { buffer, offset = 0, size } = resource as GPUBufferBinding;
  const { words } = softwareBuffer(buffer);
  if (offset === 0 && size === undefined) return words;
  return wordsOf(words.uints.buffer, offset, size);
}

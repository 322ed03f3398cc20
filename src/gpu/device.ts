// The one GPUDevice of the engine. Our shaders and the ONNX sessions share it, so tensors never leave it.

import { AppError } from "../base/errors.ts";
import { adapterFacts, type AdapterFacts, type MissingGraphics } from "./adapter-facts.ts";
import { createBindGroups, type BindGroups } from "./bind-groups.ts";
import { collectErrors, type GpuFailure } from "./errors.ts";
import { createKernelCache, type KernelCache } from "./kernel.ts";
import { keepLedger, type BufferLedger } from "./ledger.ts";
import { createParamsRing, type ParamsRing } from "./params-ring.ts";
import { keepPipelines, type Pipelines } from "./pipelines.ts";
import { zeroVariables } from "./zeroed-variables.ts";

export interface Gpu {
  readonly device: GPUDevice;
  readonly facts: AdapterFacts;
  readonly ledger: BufferLedger;
  readonly pipelines: Pipelines;
  readonly kernels: KernelCache;
  readonly params: ParamsRing;
  readonly bindGroups: BindGroups;
  /** Resolves once, when the device is lost for whatever reason. */
  readonly lost: Promise<GPUDeviceLostInfo>;
  /** The errors that no scope has caught; tests fail when there is one. */
  readonly errors: readonly GpuFailure[];
  destroy(): void;
}

/** The features that the ONNX runtime would ask for itself, taken where the adapter has them. */
const WANTED_FEATURES = [
  "shader-f16",
  "subgroups",
  "timestamp-query",
] as const satisfies readonly GPUFeatureName[];

/**
 * The fused attention of onnxruntime-web 1.30 is written for subgroups of 8 and more: it takes the keys of 8 lanes. On smaller ones
 * (software adapters of browsers have 4) it gives wrong numbers from about 32 positions on; without the feature it takes another
 * path. We know of no issue that reports it. test/stages/decoder.test.ts compares the paths, and shows when this can go.
 */
const SMALLEST_SUBGROUP = 8;

/** Limits raised to what the adapter allows; a default device binds at most 128 MiB. */
const WANTED_LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupSizeY",
  "maxComputeWorkgroupSizeZ",
  "maxComputeWorkgroupsPerDimension",
  "maxBindGroups",
  "maxTextureDimension2D",
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** Limits below which the shaders cannot run; every WebGPU implementation in use has them. */
const REQUIRED_LIMITS = {
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupStorageSize: 16_384,
  maxStorageBuffersPerShaderStage: 8,
} as const;

export interface OpenOptions {
  /** The least size of subgroups that are used. Default: the least with which the runtime's graphs are right. */
  readonly leastSubgroup?: number;
}

/**
 * Opens a device of the fastest adapter, or where the browser gives none, one that is written in TypeScript
 * (src/gpu/software), which `facts.missing` tells.
 * @throws AppError `limit-missing` or `device-refused`.
 */
export async function openGpu({
  leastSubgroup = SMALLEST_SUBGROUP,
}: OpenOptions = {}): Promise<Gpu> {
  const found = await findAdapter();
  const adapter = typeof found === "string" ? await softwareAdapter() : found;
  checkLimits(adapter);
  const device = await requestDevice(adapter, leastSubgroup);
  // Ours is right, and knows its shaders by their text.
  if (typeof found !== "string") zeroVariables(device);
  const ledger = keepLedger(device);
  const pipelines = keepPipelines(device);
  const params = createParamsRing(device);
  return {
    device,
    facts: adapterFacts(adapter, typeof found === "string" ? found : null),
    ledger,
    pipelines,
    kernels: createKernelCache(device, params.layout),
    params,
    bindGroups: createBindGroups(device),
    lost: device.lost,
    errors: collectErrors(device),
    destroy: () => device.destroy(),
  };
}

/** The adapter, or what is missing for one. */
async function findAdapter(): Promise<GPUAdapter | MissingGraphics> {
  // TypeScript declares `gpu` as always present, but browsers without WebGPU lack it.
  const gpu = navigator.gpu as GPU | undefined;
  if (gpu === undefined) return isSecureContext ? "webgpu" : "secure-context";
  return (await gpu.requestAdapter({ powerPreference: "high-performance" })) ?? "adapter";
}

/** Loaded late: whoever has an adapter does not fetch the translated shaders. */
const softwareAdapter = async (): Promise<GPUAdapter> =>
  (await import("./software/software-adapter.ts")).softwareAdapter();

function checkLimits(adapter: GPUAdapter): void {
  for (const [name, wanted] of Object.entries(REQUIRED_LIMITS)) {
    const got = adapter.limits[name as keyof typeof REQUIRED_LIMITS];
    if (got >= wanted) continue;
    throw new AppError(
      "limit-missing",
      `The graphics adapter allows ${name} = ${got}; the shaders want ${wanted}.`,
      "Update the graphics driver or the browser, or open the page on another machine.",
    );
  }
}

async function requestDevice(adapter: GPUAdapter, leastSubgroup: number): Promise<GPUDevice> {
  const requiredFeatures = WANTED_FEATURES.filter(
    (feature) =>
      adapter.features.has(feature) &&
      (feature !== "subgroups" || adapter.info.subgroupMinSize >= leastSubgroup),
  );
  const requiredLimits = Object.fromEntries(
    WANTED_LIMITS.map((name) => [name, adapter.limits[name]]),
  );
  try {
    return await adapter.requestDevice({ label: "framewise", requiredFeatures, requiredLimits });
  } catch (cause) {
    throw new AppError(
      "device-refused",
      "The graphics adapter refused to open a device.",
      "Close other pages that use the GPU, then reload this one.",
      { cause },
    );
  }
}

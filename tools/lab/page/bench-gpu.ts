// What the bench of a GPU asks of the page: what the adapter is, what it can do at best, and what every kernel takes.

import { AppError } from "../../../src/base/errors.ts";
import type { AdapterFacts } from "../../../src/engine/api.ts";
import { openGpu } from "../../../src/gpu/device.ts";
import { CHOOSING, compareHalf, type HalfTimes, timedHalves } from "./gpu/compare-half.ts";
import { type KernelTimes, timeKernels } from "./gpu/time-kernels.ts";
import { type ModelArgs, type ModelTimes, timeModel } from "./gpu/time-model.ts";
import { measureSpeeds, type SpeedArgs, type Speeds } from "./gpu/speeds.ts";
import { FULL, REDUCED, type WorkSize } from "./gpu/works/work.ts";
import { note } from "./note.ts";

export type SizeName = "full" | "reduced";

const SIZES: Readonly<Record<SizeName, WorkSize>> = { full: FULL, reduced: REDUCED };

const MEGABYTE = 2 ** 20;

/** Less on a machine without a GPU, where a copy of this size alone takes as long as all kernels. */
const SPEEDS: Readonly<Record<SizeName, SpeedArgs>> = {
  full: { bytes: 256 * MEGABYTE, lanes: 2 ** 20, rounds: 512, leastMs: 200 },
  reduced: { bytes: 16 * MEGABYTE, lanes: 2 ** 12, rounds: 256, leastMs: 50 },
};

/** An adapter as the browser names it, with what it tells under the flag for developers. */
export interface AdapterReport {
  readonly facts: AdapterFacts;
  /** The driver, the interface under WebGPU, and the kind of adapter; empty where the browser hides them. */
  readonly device: string;
  readonly driver: string;
  readonly backend: string;
  readonly type: string;
  readonly subgroupSizes: readonly [least: number, most: number];
  /** What the adapter has, and what the engine's device was opened with. */
  readonly features: readonly string[];
  readonly enabled: readonly string[];
}

/** Where Chrome is told to use Vulkan and there is no driver, it never answers. */
const ADAPTER_LIMIT_MS = 30_000;

/** @throws AppError `bench-no-gpu`: whoever asks for the machine's GPU must not get figures of another. */
export async function benchGpuAdapter({
  isReal,
}: {
  readonly isReal: boolean;
}): Promise<AdapterReport> {
  const gpu = await Promise.race([openGpu(), noAnswer()]);
  const { missing, isSoftware, description } = gpu.facts;
  if (missing !== null) throw noGpu(`${missing} is missing`);
  if (isReal && isSoftware) throw noGpu(`it gives ${description || "a software adapter"}`);
  const adapter = await (navigator.gpu as GPU | undefined)?.requestAdapter({
    powerPreference: "high-performance",
  });
  const info = (adapter?.info ?? {}) as Partial<GPUAdapterInfo> & Record<string, unknown>;
  const text = (name: string): string => {
    const value = info[name];
    return typeof value === "string" ? value : "";
  };
  const enabled = [...gpu.device.features].sort();
  gpu.destroy();
  return {
    facts: gpu.facts,
    device: text("device"),
    driver: text("driver"),
    backend: text("backend"),
    type: text("type"),
    subgroupSizes: [info.subgroupMinSize ?? 0, info.subgroupMaxSize ?? 0],
    features: [...(adapter?.features ?? [])].sort(),
    enabled,
  };
}

async function noAnswer(): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, ADAPTER_LIMIT_MS));
  throw noGpu("it does not answer");
}

const noGpu = (found: string): AppError =>
  new AppError(
    "bench-no-gpu",
    `The browser gives no graphics adapter of this machine: ${found}.`,
    "Install its driver (on Linux one for Vulkan; vulkaninfo --summary must list it), or leave FRAMEWISE_GPU out for software WebGPU.",
  );

export async function benchGpuSpeeds({ size }: { readonly size: SizeName }): Promise<Speeds> {
  const gpu = await openGpu();
  try {
    return await measureSpeeds(gpu, SPEEDS[size]);
  } finally {
    gpu.destroy();
  }
}

export async function benchGpuKernels({
  size,
  repeats,
}: {
  readonly size: SizeName;
  readonly repeats: number;
}): Promise<KernelTimes> {
  const gpu = await openGpu();
  try {
    return await timeKernels(gpu, { size: SIZES[size], repeats });
  } finally {
    gpu.destroy();
  }
}

export async function benchGpuModel(args: ModelArgs): Promise<ModelTimes> {
  const gpu = await openGpu();
  try {
    return await timeModel(gpu, args);
  } finally {
    gpu.destroy();
  }
}

/** Returns null where the adapter has no 16 bits. */
export async function benchGpuHalf({
  size,
  repeats,
}: {
  readonly size: SizeName;
  readonly repeats: number;
}): Promise<readonly HalfTimes[] | null> {
  const gpu = await openGpu();
  try {
    if (!gpu.device.features.has("shader-f16")) return null;
    const found: HalfTimes[] = [];
    for (const work of [...timedHalves(SIZES[size], repeats), ...CHOOSING]) {
      found.push(await compareHalf(gpu, work, () => note("")));
    }
    return found;
  } finally {
    gpu.destroy();
  }
}

// A model's first load on a device, with and without having compiled while its weights were still to come.

import { createCompressor } from "../../../src/compression/plan.ts";
import { openGpu } from "../../../src/gpu/device.ts";
import { isWeights, type Precision } from "../../../src/model/precision.ts";
import { nothingCached } from "../../../src/pipeline/cache-owner.ts";
import { compileAhead } from "../../../src/pipeline/compile-ahead.ts";
import { loadModel } from "../../../src/pipeline/load-model.ts";
import { warmUp } from "../../../src/pipeline/warm-up.ts";
import { mark } from "./bench-frames.ts";
import { note } from "./note.ts";

export interface LoadBenchArgs {
  readonly id: string;
  readonly url: string;
  /** The folder's files. */
  readonly paths: readonly string[];
  readonly precision: Precision;
  /** Whether it is compiled for before its weights are there. */
  readonly isAhead: boolean;
}

export interface LoadRound {
  /** Pipelines compiled before the weights were there. */
  readonly ahead: number;
  /** The most bytes of buffers meanwhile. */
  readonly aheadPeakBytes: number;
  /** Pipelines compiled by the load and a moment of noise. */
  readonly behind: number;
  readonly behindMs: number;
  /** The most bytes of buffers in all. */
  readonly peakBytes: number;
}

/** Loads on a device of its own; a mark tells when the weights are there. */
export async function benchLoad(args: LoadBenchArgs): Promise<LoadRound> {
  const { id, url, paths, precision, isAhead } = args;
  const files = new Map<string, Blob>();
  for (const path of paths) files.set(path, await (await fetch(`${url}${path}`)).blob());
  const source = { kind: "files", id, files, precisions: [precision] } as const;
  const gpu = await openGpu();
  if (isAhead) {
    const missing = new Map(
      [...files].flatMap(([path, { size }]) => (isWeights(path) ? [[path, size] as const] : [])),
    );
    const here = new Map([...files].filter(([path]) => !missing.has(path)));
    await compileAhead(gpu, { ...source, files: here }, { missing, runtime: "webgpu" });
    await gpu.device.queue.onSubmittedWorkDone();
  }
  const { compiled: ahead } = gpu.pipelines;
  const { peakBytes: aheadPeakBytes } = gpu.ledger;
  mark();
  const startMs = performance.now();
  const model = await loadModel(gpu, source, { runtime: "webgpu", onProgress: () => note("") });
  const compressor = createCompressor(gpu);
  await warmUp(gpu, model, compressor, nothingCached(), {});
  await gpu.device.queue.onSubmittedWorkDone();
  const behindMs = performance.now() - startMs;
  const { peakBytes } = gpu.ledger;
  const behind = gpu.pipelines.compiled - ahead;
  compressor.destroy();
  await model.release();
  gpu.destroy();
  return { ahead, aheadPeakBytes, behind, behindMs, peakBytes };
}

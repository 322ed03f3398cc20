// Compiles what a model's first answer needs while its weights are still on their way. Its graphs, which are small and come
// first, are opened with as few layers as have every kind of node, and zeros for weights; a moment of noise runs through them as
// it will through the model. Then all of it goes, and what was compiled stays with the device.

import { createCompressor } from "../compression/plan.ts";
import { aliasOf } from "../gpu/alias.ts";
import type { Gpu } from "../gpu/device.ts";
import type { FilesSource } from "../model/folder.ts";
import type { RuntimeChoice } from "../model/graph.ts";
import { nothingCached } from "./cache-owner.ts";
import { fasterOf, measureRuntimes } from "./fastest-runtime.ts";
import { loadModel } from "./load-model.ts";
import { runSelfTest } from "./self-test.ts";
import { warmUp, type WarmUpOptions } from "./warm-up.ts";

export interface CompileAheadOptions extends WarmUpOptions {
  /** Where the model's graphs will run. Default "fastest". */
  readonly runtime?: RuntimeChoice | undefined;
  /** The bytes of its files that are not there yet. */
  readonly missing: ReadonlyMap<string, number>;
}

/**
 * Compiles for a model of which `source` has all but the weights. Nothing else of it stays, however it ends.
 * @throws the errors of `loadModel` and of an answer; the signal's reason.
 */
export async function compileAhead(
  gpu: Gpu,
  source: FilesSource,
  { missing, runtime = "fastest", ...options }: CompileAheadOptions,
): Promise<void> {
  if (gpu.facts.missing !== null || runtime === "wasm") return;
  if (runtime === "fastest" && fasterOf(await measureRuntimes(gpu)) === "wasm") return;
  const alias = aliasOf(gpu);
  const { signal } = options;
  const skeleton = await loadModel(alias, source, {
    runtime: "webgpu",
    missing,
    check: runSelfTest, // what zeros give would pass none
    signal,
  });
  const compressor = createCompressor(alias);
  try {
    signal?.throwIfAborted();
    await warmUp(alias, skeleton, compressor, nothingCached(), options);
  } finally {
    compressor.destroy();
    await skeleton.release();
  }
}

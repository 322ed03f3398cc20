// Reads a picked folder: which benchmark it holds, and its samples.

import type { Benchmark, BenchmarkId, FoundSamples } from "../../benchmarks/benchmark.ts";
import { BENCHMARKS, findSamples, identifyBenchmark } from "../../benchmarks/catalogue.ts";
import type { PickedFolder } from "./picked-folder.ts";

export interface ReadFolder {
  readonly benchmark: Benchmark;
  readonly found: FoundSamples;
}

/** `wanted` is the benchmark that the reader asked for; null for whichever it holds. @throws AppError `bench-…`. */
export async function readFolder(
  folder: PickedFolder,
  wanted: BenchmarkId | null,
): Promise<ReadFolder> {
  const benchmark = wanted === null ? await identifyBenchmark(folder) : BENCHMARKS[wanted];
  return { benchmark, found: await findSamples(benchmark, folder) };
}

// The benchmarks that can be asked: each is a file and a line here.

import { AppError } from "../base/errors.ts";
import type { Benchmark, BenchmarkId, FoundSamples } from "./benchmark.ts";
import { egoschema } from "./egoschema.ts";
import type { BenchmarkFolder } from "./folder.ts";
import { longvideobench } from "./longvideobench.ts";
import { mlvu } from "./mlvu.ts";
import { mvbench } from "./mvbench.ts";
import { nextqa } from "./nextqa.ts";
import { videomme } from "./videomme.ts";
import { vnbench } from "./vnbench.ts";

export const BENCHMARKS: Readonly<Record<BenchmarkId, Benchmark>> = {
  mvbench,
  videomme,
  mlvu,
  longvideobench,
  vnbench,
  nextqa,
  egoschema,
};

export const BENCHMARK_IDS = Object.keys(BENCHMARKS) as BenchmarkId[];

/**
 * Returns the benchmark whose questions a folder holds.
 * @throws AppError `bench-folder` where it holds none, `bench-records` where it may hold some and none can be read.
 */
export async function identifyBenchmark(folder: BenchmarkFolder): Promise<Benchmark> {
  const broken: unknown[] = [];
  for (const benchmark of Object.values(BENCHMARKS)) {
    try {
      if ((await benchmark.annotations(folder)).length > 0) return benchmark;
    } catch (thrown) {
      broken.push(thrown);
    }
  }
  if (broken.length > 0) throw broken[0];
  const names = Object.values(BENCHMARKS).map(({ name }) => name);
  throw new AppError(
    "bench-folder",
    `"${folder.name}" holds the questions of no benchmark that can be asked here.`,
    `Choose the folder into which one was downloaded, with its files as published: ${names.join(", ")}.`,
  );
}

/**
 * Finds a benchmark's samples in a folder.
 * @throws AppError `bench-folder` for a folder of another benchmark or of none, `bench-records` for files that cannot be read,
 * `bench-videos` when none of the videos is there and `needsVideos`.
 */
export async function findSamples(
  benchmark: Benchmark,
  folder: BenchmarkFolder,
  { needsVideos = true }: { readonly needsVideos?: boolean } = {},
): Promise<FoundSamples> {
  const files = await benchmark.annotations(folder);
  if (files.length === 0) throw await ofAnother(benchmark, folder);
  const found = await benchmark.find(folder, files);
  const { samples } = found;
  const [first] = samples;
  if (first === undefined) {
    throw new AppError(
      "bench-records",
      `${files.join(", ")} of ${benchmark.name} has no question that can be asked. ${found.remarks.join(" ")}`,
      `Choose the split with answers. ${wantedWords(benchmark)}`,
    );
  }
  if (!needsVideos || samples.some(({ video }) => video !== null)) return found;
  throw new AppError(
    "bench-videos",
    `"${folder.name}" has the questions of ${benchmark.name}, but none of its videos: ${first.wanted}, for example, is missing.`,
    `Unpack its videos there. ${wantedWords(benchmark)}`,
  );
}

const wantedWords = ({ name, layout, source }: Benchmark): string =>
  `${name} is published as ${source}, with ${layout}.`;

async function ofAnother(benchmark: Benchmark, folder: BenchmarkFolder): Promise<AppError> {
  for (const other of Object.values(BENCHMARKS)) {
    const files = await other.annotations(folder).catch(() => []);
    if (files.length === 0) continue;
    return new AppError(
      "bench-folder",
      `"${folder.name}" is a folder of ${other.name}, not of ${benchmark.name}: ${files[0]} says so.`,
      `Ask for ${other.id}, or give the folder of ${benchmark.name}.`,
    );
  }
  return new AppError(
    "bench-folder",
    `"${folder.name}" has no questions of ${benchmark.name}.`,
    `Give the folder into which it was downloaded. ${wantedWords(benchmark)}`,
  );
}

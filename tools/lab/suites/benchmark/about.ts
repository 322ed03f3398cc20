// What a report says of the samples beside their scores. Pure.

import type { Benchmark, FoundSamples } from "../../../../src/benchmarks/benchmark.ts";
import type { PlacedSample, VideoSamples } from "./plan.ts";
import type { BenchmarkDocument } from "./report.ts";
import type { SampleRecords } from "./tally.ts";

export const samplesOf = (videos: readonly VideoSamples[]): PlacedSample[] =>
  videos.flatMap(({ samples }) => samples);

/** Returns where the videos that are not there were looked for. */
export const missingVideos = (videos: readonly VideoSamples[]): string[] =>
  videos.flatMap(({ samples: [first] }) =>
    first === undefined || first.sample.video !== null ? [] : [first.sample.wanted],
  );

export const aboutBenchmark = (
  { id, name, meanWords, deviations }: Benchmark,
  { remarks }: FoundSamples,
  ofFamily: readonly string[],
) => ({
  benchmark: id,
  name,
  meanWords,
  deviations: [...OF_ALL, ...ofFamily, ...deviations],
  remarks,
});

/** What differs from lmms-eval whatever the benchmark. */
const OF_ALL = [
  "Frames are decoded by the browser and chosen by their times; lmms-eval counts decoded frames. Both take the first, the last and evenly between.",
  "A video that cannot be opened fails its samples; lmms-eval ends the run, or asks without a picture.",
];

/** Counts what was asked, what was not yet, and what failed of which error. */
export function aboutSamples(
  videos: readonly VideoSamples[],
  records: SampleRecords,
  keys: readonly string[],
): Pick<BenchmarkDocument, "samples" | "left" | "videos" | "failures"> {
  const failures: Record<string, number> = {};
  for (const { byRequest } of records) {
    for (const key of keys) {
      const result = byRequest[key];
      if (result === undefined || !("error" in result)) continue;
      const { message } = result.error;
      failures[message] = (failures[message] ?? 0) + 1;
    }
  }
  const isLeft = ({ byRequest }: SampleRecords[number]): boolean =>
    keys.some((key) => byRequest[key] === undefined);
  return {
    samples: records.length,
    left: records.filter(isLeft).length,
    videos: videos.length,
    failures,
  };
}

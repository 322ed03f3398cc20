// What a report says of the samples beside their scores, and the report as a whole. Pure.

import {
  type Benchmark,
  type FoundSamples,
  type Protocol,
  PROTOCOLS,
} from "../benchmarks/benchmark.ts";
import { type Arm, distinctRequests, requestKey } from "./arms.ts";
import type { PlacedSample, VideoSamples } from "./choose-samples.ts";
import { compareMethods, compareWithAll } from "./compare-arms.ts";
import { familyDeviations } from "./family-deviations.ts";
import type { BenchmarkDocument } from "./report.ts";
import { pairable, type SampleRecords, tallyBenchmark } from "./tally-benchmark.ts";

export const samplesOf = (videos: readonly VideoSamples[]): PlacedSample[] =>
  videos.flatMap(({ samples }) => samples);

/** Returns where the videos that are not there were looked for. */
export const missingVideos = (videos: readonly VideoSamples[]): string[] =>
  videos.flatMap(({ samples: [first] }) =>
    first === undefined || first.sample.video !== null ? [] : [first.sample.wanted],
  );

/** What a report is made of; what the tally and the samples give is left out. */
export interface ReportOf extends Pick<
  BenchmarkDocument,
  | "model"
  | "digests"
  | "adapter"
  | "runtime"
  | "looking"
  | "hasSubtitles"
  | "made"
  | "peakBytes"
  | "gpuMs"
> {
  readonly benchmark: Benchmark;
  readonly protocol: Protocol;
  readonly found: Pick<FoundSamples, "remarks">;
  readonly videos: readonly VideoSamples[];
  readonly arms: readonly Arm[];
  /** The model's `model_type`. */
  readonly family: string;
}

export function benchmarkDocument(
  { benchmark, protocol, found, videos, arms, family, ...rest }: ReportOf,
  records: SampleRecords,
): BenchmarkDocument {
  const paired = pairable(videos, records);
  const isTimed = rest.peakBytes !== null;
  return {
    ...aboutBenchmark(benchmark, found, familyDeviations(family)),
    ...aboutSamples(videos, records, distinctRequests(arms).map(requestKey)),
    ...rest,
    protocol: PROTOCOLS[protocol],
    missingVideos: missingVideos(videos),
    arms: tallyBenchmark({ benchmark, protocol, arms, videos, isTimed }, records),
    byMethod: compareMethods(arms, paired, { hasTypes: false }),
    againstAll: compareWithAll(arms, paired, { hasTypes: false }),
  };
}

const aboutBenchmark = (
  { id, name, meanWords, deviations }: Benchmark,
  { remarks }: Pick<FoundSamples, "remarks">,
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
function aboutSamples(
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

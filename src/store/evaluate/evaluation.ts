// An evaluation's plan, and what is told of it as it goes on. Pure.

import type { ModelInfo } from "../../engine/api.ts";
import { type Arm, distinctRequests, ENCODE_ALL, requestKey } from "../../evaluation/arms.ts";
import { benchmarkDocument, samplesOf } from "../../evaluation/about.ts";
import type { VideoSamples } from "../../evaluation/choose-samples.ts";
import type { BenchmarkDocument } from "../../evaluation/report.ts";
import type { ClipRecord } from "../../evaluation/results.ts";
import type { SampleResult } from "../../evaluation/samples-work.ts";
import { BENCHMARKS } from "../../benchmarks/catalogue.ts";
import type {
  AskedPart,
  Evaluation,
  EvaluationHead,
  EvaluateSetup,
  KeptSample,
  MadeWith,
} from "./types.ts";

type Choice = Pick<EvaluateSetup, "methods" | "retentions">;

/** Returns each method at each retention. */
export const armsOf = ({ methods, retentions }: Choice): Arm[] =>
  methods.flatMap((method) =>
    retentions.map((retention) => ({
      method,
      retention,
      positions: null,
      encode: ENCODE_ALL,
      requests: [{ method, retention }],
    })),
  );

/** Returns how many answers that is for each sample. */
export const answersPerSample = (choice: Choice): number => distinctRequests(armsOf(choice)).length;

/** Counts the samples that were asked under every plan. */
export function countAsked(choice: Choice, records: readonly ClipRecord<SampleResult>[]): number {
  const keys = distinctRequests(armsOf(choice)).map(requestKey);
  return records.filter(({ byRequest }) => keys.every((key) => key in byRequest)).length;
}

/** Returns the samples that were kept as videos, for an evaluation whose folder is not here. */
export function videosOf(samples: readonly KeptSample[]): VideoSamples[] {
  const videos = new Map<string, { index: number; sample: KeptSample["sample"] }[]>();
  for (const { index, sample } of samples.toSorted((one, other) => one.index - other.index)) {
    const { video, wanted, range } = sample;
    const key = [video ?? wanted, range?.fromSec, range?.toSec].join(" ");
    const of = videos.get(key);
    if (of === undefined) videos.set(key, [{ index, sample }]);
    else of.push({ index, sample });
  }
  return [...videos.values()].map((placed) => ({ index: placed[0]?.index ?? 0, samples: placed }));
}

/** Returns what was asked so far as it is kept: each sample with its answers. */
export function samplesIn({ videos, records }: Evaluation): KeptSample[] {
  const placed = new Map(samplesOf(videos).map(({ index, sample }) => [index, sample]));
  return records.flatMap(({ index, byRequest }) => {
    const sample = placed.get(index);
    return sample === undefined || Object.keys(byRequest).length === 0
      ? []
      : [{ index, byRequest, sample }];
  });
}

export const isComplete = ({ asked, samples }: EvaluationHead): boolean => asked >= samples;

/** Returns the milliseconds that so many answers will take, by an earlier evaluation with the model; null without one. */
export function expectedMs(
  kept: readonly EvaluationHead[],
  modelId: string,
  answers: number,
): number | null {
  const known = kept.find((one) => one.modelId === modelId && one.answerMs !== null);
  const answerMs = known?.answerMs ?? null;
  return answerMs === null ? null : answerMs * answers;
}

export const madeWith = (
  { runtime, precision }: Pick<ModelInfo, "runtime" | "precision">,
  adapter: string,
  before: readonly MadeWith[],
): readonly MadeWith[] =>
  before.some(
    (one) => one.adapter === adapter && one.runtime === runtime && one.precision === precision,
  )
    ? before
    : [...before, { adapter, runtime, precision }];

/** Returns the same of two evaluations whose answers are in one. */
export const madeWithAll = (
  own: readonly MadeWith[],
  others: readonly MadeWith[],
): readonly MadeWith[] =>
  others.reduce<readonly MadeWith[]>(
    (all, { adapter, ...info }) => madeWith(info, adapter, all),
    own,
  );

/** Returns which parts of the videos an evaluation asks, and of how many. */
export function partsIn({ partsOf = 1, parts, samples, videos }: EvaluationHead): {
  readonly of: number;
  readonly parts: readonly AskedPart[];
} {
  return { of: partsOf, parts: parts ?? [{ part: 1, samples, videos }] };
}

const listed = (items: readonly string[]): string => [...new Set(items)].join(", ");

/** Says which parts of the videos are in a report, where it has not all. */
function partWords(head: EvaluationHead): string[] {
  const { of, parts } = partsIn(head);
  if (parts.length === of) return [];
  return [`Of ${of} equal parts of the videos it has ${parts.map(({ part }) => part).join(", ")}.`];
}

/** Returns the report of what was asked so far; `words` say what made it. */
export function evaluationDocument(
  { head, videos, records }: Evaluation,
  words: string,
): BenchmarkDocument {
  const { modelId, madeWith: made } = head;
  const precisions = listed(made.map(({ precision }) => precision));
  const document = benchmarkDocument(
    {
      benchmark: BENCHMARKS[head.benchmark],
      protocol: head.protocol,
      found: { remarks: head.remarks },
      videos,
      arms: armsOf(head),
      family: head.family,
      model: precisions === "" ? modelId : `${modelId} (${precisions})`,
      digests: head.digests,
      adapter: listed(made.map(({ adapter }) => adapter)),
      runtime: listed(made.map(({ runtime }) => runtime)),
      looking: { frames: head.frames, spread: "ends" },
      hasSubtitles: head.hasSubtitles,
      made: { words: [words, ...partWords(head)].join(" ") },
      peakBytes: null,
      gpuMs: null,
    },
    records,
  );
  // Samples that are not known without the folder count too.
  const unknown = head.samples - samplesOf(videos).length;
  return {
    ...document,
    samples: head.samples,
    videos: head.videos,
    left: document.left + unknown,
  };
}

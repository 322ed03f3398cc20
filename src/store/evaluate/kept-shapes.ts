// The shapes of evaluations and of their answers, as they come back from the disk or from a file.

import type { PlainError } from "../../base/errors.ts";
import type { TimeRange } from "../../base/time-range.ts";
import type { Protocol, Sample } from "../../benchmarks/benchmark.ts";
import { BENCHMARK_IDS } from "../../benchmarks/catalogue.ts";
import type { AnswerTimes } from "../../evaluation/ask-benchmark.ts";
import type { SampleResult } from "../../evaluation/samples-work.ts";
import { isMethod, isShare } from "../kept/answer-shape.ts";
import {
  either,
  fields,
  instanceOf,
  isFlag,
  isNumber,
  isText,
  isWhole,
  listOf,
  oneOf,
  optional,
  orNull,
  type Check,
} from "../kept/shape.ts";
import type { AskedPart, EvaluationHead, KeptSample, MadeWith } from "./types.ts";

const isHandle: Check<FileSystemDirectoryHandle> = (value): value is FileSystemDirectoryHandle =>
  instanceOf(FileSystemDirectoryHandle)(value);

export const isHead = fields<EvaluationHead>({
  id: isText,
  benchmark: oneOf(BENCHMARK_IDS),
  folderName: isText,
  handle: orNull(isHandle),
  protocol: oneOf<Protocol>(["2025", "2026"]),
  hasSubtitles: isFlag,
  frames: isWhole,
  modelId: isText,
  family: isText,
  digests: fields<EvaluationHead["digests"]>({ model: orNull(isText), data: isText }),
  methods: listOf(isMethod),
  retentions: listOf(isShare),
  limit: orNull(isWhole),
  partsOf: optional(isWhole),
  parts: optional(listOf(fields<AskedPart>({ part: isWhole, samples: isWhole, videos: isWhole }))),
  remarks: listOf(isText),
  startedMs: isNumber,
  askedMs: isNumber,
  samples: isWhole,
  videos: isWhole,
  asked: isWhole,
  score: fields<EvaluationHead["score"]>({ right: isWhole, n: isWhole, failed: isWhole }),
  answerMs: orNull(isNumber),
  madeWith: listOf(
    fields<MadeWith>({
      adapter: isText,
      runtime: oneOf(["webgpu", "wasm"] as const),
      precision: isText,
    }),
  ),
});

const recordOf =
  <T>(check: Check<T>): Check<Readonly<Record<string, T>>> =>
  (value): value is Readonly<Record<string, T>> =>
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((one) => check(one));

const isResult: Check<SampleResult> = either(
  fields<{ readonly error: PlainError }>({
    error: fields<PlainError>({ code: isText, message: isText, hint: isText }),
  }),
  fields<Exclude<SampleResult, { readonly error: unknown }>>({
    text: isText,
    letter: orNull(isText),
    isGuess: isFlag,
    isRight: isFlag,
    total: isWhole,
    kept: isWhole,
    times: fields<AnswerTimes>({ generationMs: isNumber, wholeMs: isNumber, isFirst: isFlag }),
  }),
);

const isSample = fields<Sample>({
  id: isText,
  task: isText,
  groups: recordOf(isText),
  together: isText,
  video: orNull(isText),
  wanted: isText,
  range: optional(fields<TimeRange>({ fromSec: isNumber, toSec: isNumber })),
  picturesPerSec: optional(isNumber),
  subtitles: optional(isText),
  subtitlesFromSec: optional(isNumber),
  question: isText,
  options: listOf(isText),
  answer: isWhole,
});

export const isKeptSample = fields<KeptSample>({
  index: isWhole,
  name: optional(isText),
  byRequest: recordOf(isResult),
  sample: isSample,
});

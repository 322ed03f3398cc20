// The answers of an evaluation as a file, a JSON line each, for other computers that ask other parts of the same videos; and
// what of such a file may be added to an evaluation.

import { AppError } from "../../base/errors.ts";
import { isDeep } from "../../base/json.ts";
import { BENCHMARKS } from "../../benchmarks/catalogue.ts";
import { distinctRequests } from "../../evaluation/arms.ts";
import { Results } from "../../evaluation/results.ts";
import { createSamplesWork, isFailed, type SampleResult } from "../../evaluation/samples-work.ts";
import { armsOf, countAsked, madeWithAll, partsIn, videosOf } from "./evaluation.ts";
import { isHead, isKeptSample } from "./kept-shapes.ts";
import type { EvaluationHead, KeptSample } from "./types.ts";

export interface Answers {
  readonly head: EvaluationHead;
  readonly samples: readonly KeptSample[];
}

/** Returns the text of the file. The handle of the folder is this browser's alone. */
export const answersText = ({ head, samples }: Answers): string =>
  [{ head: { ...head, handle: null } }, ...samples]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join("");

/** @throws AppError `evaluation-answers` for a file that is none, is cut off or was altered. */
export function readAnswers(text: string): Answers {
  const lines = text.split("\n");
  if (lines.pop() !== "") throw wrong(`Its last line, line ${lines.length + 1}, is cut off.`);
  const [first, ...others] = lines.map(valueOf);
  const given = (first as { readonly head?: object } | null | undefined)?.head;
  const head = { ...given, handle: null };
  if (!isHead(head)) throw wrong("Its first line does not say which evaluation it is of.");
  return {
    head,
    samples: others.map((value, at) => {
      if (isKeptSample(value)) return value;
      throw wrong(`Line ${at + 2} is no answer to a question.`);
    }),
  };
}

function valueOf(line: string, at: number): unknown {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw wrong(`Line ${at + 1} is not JSON.`, cause);
  }
  if (isDeep(value)) throw wrong(`Line ${at + 1} is nested so deep that it is not read.`);
  return value;
}

/** What has to be the same of two evaluations whose answers go into one report, with its name. */
const SAME: readonly (readonly [string, (head: EvaluationHead) => unknown])[] = [
  ["the benchmark", ({ benchmark }) => benchmark],
  ["the questions", ({ digests }) => digests.data],
  ["the model", ({ modelId, digests }) => [modelId, digests.model]],
  ["the prompts", ({ protocol, hasSubtitles }) => [protocol, hasSubtitles]],
  ["the number of frames", ({ frames }) => frames],
  ["the methods", ({ methods }) => methods],
  ["the shares of tokens", ({ retentions }) => retentions],
  ["how many questions are asked", ({ limit }) => limit],
  ["into how many parts the videos are divided", (head) => partsIn(head).of],
];

/**
 * Returns an evaluation with the answers of another one of its kind. An answer that it has stays, unless that one failed.
 * @throws AppError `evaluation-answers` where the two are not of one kind.
 */
export function withAnswers({ head, samples }: Answers, other: Answers): Answers {
  const differs = SAME.filter(
    ([, of]) => JSON.stringify(of(head)) !== JSON.stringify(of(other.head)),
  ).map(([name]) => name);
  if (differs.length > 0) throw otherRun(differs);
  const results = new Results<SampleResult>();
  const known = new Map<number, KeptSample>();
  for (const one of [...other.samples, ...samples]) {
    const [{ byRequest } = one] = results.records([one]);
    const good = Object.entries(one.byRequest).filter(
      ([key, result]) =>
        !isFailed(result) || byRequest[key] === undefined || isFailed(byRequest[key]),
    );
    results.add({ index: one.index, byRequest: Object.fromEntries(good) });
    known.set(one.index, one);
  }
  const merged = [...known.values()]
    .sort((one, another) => one.index - another.index)
    .map((one) => ({ ...one, byRequest: results.records([one])[0]?.byRequest ?? {} }));
  return { head: counted(withParts(head, other.head), other.head, merged), samples: merged };
}

/** Returns the head with the parts of both, and as many samples and videos as these have. */
function withParts(head: EvaluationHead, other: EvaluationHead): EvaluationHead {
  const { of, parts: own } = partsIn(head);
  const byPart = new Map([...partsIn(other).parts, ...own].map((one) => [one.part, one]));
  const parts = [...byPart.values()].sort((one, another) => one.part - another.part);
  const sum = (what: "samples" | "videos"): number =>
    parts.reduce((total, one) => total + one[what], 0);
  return { ...head, partsOf: of, parts, samples: sum("samples"), videos: sum("videos") };
}

function counted(
  head: EvaluationHead,
  other: EvaluationHead,
  samples: readonly KeptSample[],
): EvaluationHead {
  const log = new Results<SampleResult>();
  for (const one of samples) log.add(one);
  const work = createSamplesWork({
    benchmark: BENCHMARKS[head.benchmark],
    protocol: head.protocol,
    videos: videosOf(samples),
    requests: distinctRequests(armsOf(head)),
    isRetrying: false,
    log,
  });
  return {
    ...head,
    asked: countAsked(head, samples),
    score: work.score(),
    family: head.family === "" ? other.family : head.family,
    madeWith: madeWithAll(head.madeWith, other.madeWith),
  };
}

const wrong = (why: string, cause?: unknown): AppError =>
  new AppError(
    "evaluation-answers",
    `The file's answers were not added. ${why}`,
    "Save the answers again in the page that asked, and choose that file. What is here has stayed as it was.",
    { cause },
  );

const otherRun = (differs: readonly string[]): AppError =>
  new AppError(
    "evaluation-answers",
    `The file's answers were not added: they are of another evaluation, which differs in ${differs.join(", ")}.`,
    "Two evaluations go into one report only when they ask the same model the same things. What is here has stayed as it was.",
  );

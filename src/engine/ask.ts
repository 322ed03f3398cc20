// Answers one question, from its options to its report: about the tokens that a plan keeps, or about a memory with the
// chunks that the question needs in detail.

import { AppError } from "../base/errors.ts";
import { drain } from "../base/stream.ts";
import { isInside } from "../compression/method-choices.ts";
import { completeSampling } from "../language/sampling.ts";
import { answer } from "../pipeline/answer.ts";
import { answerWhole, type RankedChoice } from "../pipeline/answer-whole.ts";
import type { EncodedVideo } from "../pipeline/encode-video.ts";
import type { AnswerOptions } from "../pipeline/generate-answer.ts";
import { stageMs } from "../base/span.ts";
import type { StageSpan } from "../pipeline/stages.ts";
import type {
  AskFramesOptions,
  AskOptions,
  AskWholeOptions,
  ChunkChoice,
  FramesAnswer,
  PlanRequest,
  WholeAnswer,
} from "./api.ts";
import { attachedMemory, type HeldWhole } from "./held-whole.ts";
import { seededRandom } from "./random.ts";
import { planAfterCut } from "./plan-after-cut.ts";
import type { ReadyBench } from "./turn.ts";

export interface AskContext {
  readonly signal: AbortSignal;
  /** When the call was made, on the worker's clock. */
  readonly askedMs: number;
  readonly onPiece: (text: string) => void;
}

const ALL_TOKENS: PlanRequest = { method: "vidcom2", retention: 1 };
const MAX_TOKENS = 64;

export async function askFrames(
  turn: ReadyBench,
  { id, tokens }: { readonly id: number; readonly tokens: EncodedVideo },
  question: string,
  options: AskFramesOptions,
  context: AskContext,
): Promise<FramesAnswer> {
  const { model, planner, prefix } = turn;
  checkCompared(options);
  const chosen = answerOptions(options, context); // refuses what is wrong before anything is planned
  const { plan, video } = await planner.plan(id, tokens, options.plan ?? ALL_TOKENS, model);
  const { keepReference, ...named } = options;
  const pieces = answer(model, prefix, video, question, {
    ...chosen,
    isReference: keepReference !== undefined,
    compareWith: referenceOf(turn, named),
  });
  const answered = await drain(pieces, context.onPiece);
  const { positions, videoReused, promptTokens: prompt, survivors, divergence } = answered;
  if (keepReference !== undefined) {
    forgetReference(turn, keepReference);
    if (answered.reference !== null) turn.references.set(keepReference, answered.reference);
  }
  const last = survivors.at(-1);
  return {
    kind: "frames",
    ...reported(answered, context),
    tokens: { total: plan.total, kept: plan.kept, prompt },
    plan: last !== undefined && isInside(plan.request.method) ? planAfterCut(plan, last) : plan,
    survivors,
    positions,
    videoReused,
    divergence,
  };
}

export async function askWhole(
  turn: ReadyBench,
  video: HeldWhole,
  question: string,
  options: AskWholeOptions,
  context: AskContext,
): Promise<WholeAnswer> {
  const memory = await attachedMemory(video, turn);
  const { records } = memory;
  const describe = (choice: RankedChoice): ChunkChoice => {
    let seen = 0;
    const chunks = records.slice(0, choice.isDetailed.length).map(({ timesSec }, i) => ({
      timesSec,
      isDetailed: choice.isDetailed[i] === true,
      relevance: choice.relevance[i] ?? 0,
      frames: choice.frames.slice(seen, (seen += timesSec.length)),
    }));
    return { chunks, entries: choice.entries };
  };
  const { chunks, entries, relevance, forced, onChoice } = options;
  const pieces = answerWhole(turn, memory, question, {
    ...answerOptions(options, context),
    chunks,
    entries,
    relevance,
    forced: new Map(forced ?? []),
    onChoice: (choice) => onChoice?.(describe(choice)),
  });
  const answered = await drain(pieces, context.onPiece);
  const choice = describe(answered);
  const seen = records.slice(0, choice.chunks.length);
  return {
    kind: "whole",
    ...reported(answered, context),
    tokens: {
      total: seen.reduce((sum, { tokens }) => sum + tokens, 0),
      kept: choice.entries,
      prompt: answered.promptTokens,
    },
    choice,
  };
}

const answerOptions = (options: AskOptions, { signal }: AskContext): AnswerOptions => ({
  maxTokens: Math.max(1, options.maxTokens ?? MAX_TOKENS),
  sampling: completeSampling(options),
  random: seededRandom(options.seed ?? 0),
  choices: options.choices,
  ignoreEnd: options.ignoreEnd,
  signal,
});

interface Answered {
  readonly text: string;
  readonly stop: FramesAnswer["stop"];
  readonly steps: number;
  readonly likelihoods: FramesAnswer["likelihoods"];
  /** The bytes of the rows in the cache at the end. */
  readonly kvBytes: number;
  readonly endMs: number;
  readonly spans: readonly StageSpan[];
}

/** Makes the part of the report that all answers have. */
function reported(
  { text, stop, steps, likelihoods, kvBytes, endMs, spans }: Answered,
  { askedMs }: AskContext,
) {
  const firstToken = spans.find(({ stage }) => stage === "prefill");
  return {
    text,
    stop,
    steps,
    likelihoods,
    kvBytes,
    firstTokenMs: (firstToken?.endMs ?? askedMs) - askedMs,
    prefillMs: stageMs(spans, "prefill"),
    stepMs: stageMs(spans, "step"),
    totalMs: endMs - askedMs,
    spans,
  };
}

/** Returns the answer that is kept under the name of `compareWith`. @throws AppError `no-reference`. */
function referenceOf(
  { references }: Pick<ReadyBench, "references">,
  { compareWith }: Pick<AskFramesOptions, "compareWith">,
) {
  if (compareWith === undefined) return undefined;
  const reference = references.get(compareWith);
  if (reference !== undefined) return reference;
  throw new AppError(
    "no-reference",
    `No answer of this model is kept under "${compareWith}".`,
    "Ask with keepReference first.",
  );
}

/** Frees what is kept under a name, if anything is. */
export function forgetReference(
  { references }: Pick<ReadyBench, "references">,
  name: string,
): void {
  references.get(name)?.destroy();
  references.delete(name);
}

/** @throws AppError `choices-invalid`: choices are weighed by likelihood, so they give no tokens to compare along. */
function checkCompared({ choices, keepReference, compareWith }: AskFramesOptions): void {
  if (choices === undefined || (keepReference === undefined && compareWith === undefined)) return;
  throw new AppError(
    "choices-invalid",
    "An answer that is one of some choices cannot be a reference, nor be compared with one.",
    "Leave choices out, or keepReference and compareWith; the likelihoods of the choices can be compared instead.",
  );
}

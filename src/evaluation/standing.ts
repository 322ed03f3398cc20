// A standing question: asked about every new chunk alone, at the price of one short prefill, because the chunk's entries are
// there already. How likely the answer is decides, not its words.

import { drain } from "../base/stream.ts";
import type { ChoiceLikelihood, Engine, ReadChunk } from "../engine/api.ts";

export interface Standing {
  readonly question: string;
  /** The answers at which it fires. */
  readonly fires: readonly string[];
  /** The answers at which it does not. With both, their shares count; with one of the two, how likely those answers are at all. */
  readonly others: readonly string[];
  /** It fires at this probability, from 0 to 1. */
  readonly threshold: number;
  /** Nothing fires for so long after the last firing chunk, seconds. */
  readonly cooldownSec: number;
}

export const DEFAULT_THRESHOLD = 0.5;
export const DEFAULT_COOLDOWN_SEC = 30;

/** Returns the probability that what is watched for is there. */
export function standingProbability(
  { fires, others }: Pick<Standing, "fires" | "others">,
  likelihoods: readonly ChoiceLikelihood[],
): number {
  const sum = (texts: readonly string[]): number =>
    likelihoods
      .filter(({ text }) => texts.includes(text))
      .reduce((total, { logLikelihood }) => total + Math.exp(logLikelihood), 0);
  if (fires.length === 0) return Math.max(0, 1 - sum(others));
  if (others.length === 0) return Math.min(1, sum(fires));
  const [yes, no] = [sum(fires), sum(others)];
  return yes + no > 0 ? yes / (yes + no) : 0;
}

/** Asks about one chunk. @throws what `ask` throws; an AbortError when the signal came first. */
export async function checkStanding(
  engine: Pick<Engine, "ask">,
  video: { readonly id: number; readonly kind: "whole" },
  standing: Standing,
  { timesSec }: Pick<ReadChunk, "timesSec">,
  signal?: AbortSignal,
): Promise<number> {
  const [fromSec = 0, toSec = fromSec] = [timesSec[0], timesSec.at(-1)];
  const pieces = engine.ask(video, standing.question, {
    choices: [...new Set([...standing.fires, ...standing.others])],
    range: { fromSec, toSec },
    relevance: "even",
    catchesUp: false,
    ...(signal !== undefined && { signal }),
  });
  const { likelihoods } = await drain(pieces, () => undefined);
  if (likelihoods === null) throw new DOMException("Stopped.", "AbortError");
  return standingProbability(standing, likelihoods);
}

/** Returns whether a chunk at `timeSec` fires, when the last one that did is at `lastSec`. */
export const fires = (
  { threshold, cooldownSec }: Pick<Standing, "threshold" | "cooldownSec">,
  {
    probability,
    timeSec,
    lastSec,
  }: {
    readonly probability: number;
    readonly timeSec: number;
    readonly lastSec: number | null;
  },
): boolean => probability >= threshold && (lastSec === null || timeSec - lastSec > cooldownSec);

// What an answer cost, from its report; while it streams, from what the page has counted so far.

import type { Answer, FramesAnswer, Plan, PositionsId } from "../../engine/api.ts";
import { isInside } from "../../engine/catalogue.ts";
import { answerOf } from "../../store/ask/answer-of.ts";
import { choiceOf } from "../../store/whole/selectors.ts";
import type { FramesTurn, WholeTurn, Turn } from "../../store/ask/types.ts";
import { formatPercent, formatSeconds } from "./format.ts";

export interface Cost {
  readonly firstTokenMs: number | null;
  /** Visual tokens; for a method inside the language model, those behind its last cut. */
  readonly kept: number | null;
  /** "50 % a layer on average" for a method inside the language model, else null. */
  readonly average: string | null;
  readonly total: number | null;
  /** Steps after the first token, a second; null until there are two tokens. */
  readonly tokensPerSec: number | null;
  /** KV bytes of the visual tokens. */
  readonly kvBytes: number | null;
  /** Where the kept tokens stood, when the answer is there and some were dropped. */
  readonly positions: PositionsId | null;
  /** "video reused", how far into a language model that drops tokens, or what was done ahead; null when nothing was. */
  readonly reused: string | null;
}

/** Returns what a layer of the language model has on average where the layers differ, as words; else null. */
export const averageWords = ({ request, averageRetention }: Plan): string | null =>
  isInside(request.method) ? `${formatPercent(averageRetention)} a layer on average` : null;

/** Decode speed of a finished answer; null when it took no step. */
export function decodeRate({ steps, stepMs }: Pick<Answer, "steps" | "stepMs">) {
  return steps > 0 && stepMs > 0 ? (steps * 1_000) / stepMs : null;
}

export function costOf(turn: Turn): Cost {
  const report = answerOf<Answer>(turn);
  return {
    firstTokenMs: report?.firstTokenMs ?? liveFirstTokenMs(turn),
    tokensPerSec: report === null ? liveRate(turn) : decodeRate(report),
    ...(turn.kind === "frames" ? priceOfFrames(turn) : priceOfChunks(turn)),
  };
}

type Price = Omit<Cost, "firstTokenMs" | "tokensPerSec">;

function priceOfFrames(turn: FramesTurn): Price {
  const report = answerOf(turn);
  const { plan } = turn;
  return {
    kept: plan?.kept ?? null,
    average: plan && averageWords(plan),
    total: plan?.total ?? null,
    kvBytes: plan?.kvBytes ?? null,
    positions: report !== null && report.plan.kept < report.plan.total ? report.positions : null,
    reused: report === null ? null : reusedWords(report),
  };
}

const priceOfChunks = (turn: WholeTurn): Price => ({
  kept: choiceOf(turn)?.entries ?? null,
  average: null,
  total: null,
  kvBytes: answerOf(turn)?.kvBytes ?? null,
  positions: null,
  reused: null,
});

function reusedWords({ videoReused, aheadMs, survivors, plan }: FramesAnswer): string | null {
  if (!videoReused) return null;
  if (aheadMs !== undefined) return aheadWords(aheadMs);
  const [first] = survivors;
  const isPart = first !== undefined && isInside(plan.request.method);
  return isPart ? `video reused up to layer ${first.layer}` : "video reused";
}

/** Says how much of the prefill was done when the question came: "0.31 s of prefill before you asked". */
export const aheadWords = (aheadMs: number): string =>
  `${formatSeconds(aheadMs)} of prefill before you asked`;

const liveFirstTokenMs = ({ state }: Turn): number | null =>
  state.phase === "streaming" ? state.firstTokenMs : null;

function liveRate(turn: Turn): number | null {
  const firstTokenMs = liveFirstTokenMs(turn);
  if (firstTokenMs === null || turn.pieces < 2) return null;
  const ms = turn.lastPieceMs - firstTokenMs;
  return ms > 0 ? ((turn.pieces - 1) * 1_000) / ms : null;
}

// What an answer cost, from its report; while it streams, from what the page has counted so far.

import type { FramesAnswer, WholeAnswer, PositionsId } from "../../engine/api.ts";
import { choiceOf, wholeReportOf } from "../../store/whole/selectors.ts";
import type { FramesTurn, WholeTurn, Turn } from "../../store/types.ts";

export interface Cost {
  readonly firstTokenMs: number | null;
  /** Visual tokens. */
  readonly kept: number | null;
  readonly total: number | null;
  /** Steps after the first token, a second; null until there are two tokens. */
  readonly tokensPerSec: number | null;
  /** KV bytes of the visual tokens. */
  readonly kvBytes: number | null;
  /** Where the kept tokens stood, when the answer is there and some were dropped. */
  readonly positions: PositionsId | null;
  readonly isVideoReused: boolean;
}

/** Decode speed of a finished answer; null when it took no step. */
export function decodeRate({ steps, stepMs }: Pick<FramesAnswer, "steps" | "stepMs">) {
  return steps > 0 && stepMs > 0 ? (steps * 1_000) / stepMs : null;
}

/** The report of a turn about frames that has one. */
export const reportOf = (turn: Turn): FramesAnswer | null =>
  turn.kind === "frames" && (turn.state.phase === "done" || turn.state.phase === "stopped")
    ? turn.state.report
    : null;

export const costOf = (turn: Turn): Cost =>
  turn.kind === "frames" ? costOfFrames(turn) : costOfChunks(turn, wholeReportOf(turn));

function costOfChunks(turn: WholeTurn, report: WholeAnswer | null): Cost {
  return {
    firstTokenMs: report?.firstTokenMs ?? liveFirstTokenMs(turn),
    kept: choiceOf(turn)?.entries ?? null,
    total: null,
    tokensPerSec: report === null ? liveRate(turn) : decodeRate(report),
    kvBytes: report?.kvBytes ?? null,
    positions: null,
    isVideoReused: false,
  };
}

function costOfFrames(turn: FramesTurn): Cost {
  const report = reportOf(turn);
  const plan = report?.plan ?? turn.plan;
  return {
    firstTokenMs: report?.firstTokenMs ?? liveFirstTokenMs(turn),
    kept: plan?.kept ?? null,
    total: plan?.total ?? null,
    tokensPerSec: report === null ? liveRate(turn) : decodeRate(report),
    kvBytes: plan?.kvBytes ?? null,
    positions: report !== null && report.plan.kept < report.plan.total ? report.positions : null,
    isVideoReused: report?.videoReused ?? false,
  };
}

const liveFirstTokenMs = ({ state }: Turn): number | null =>
  state.phase === "streaming" ? state.firstTokenMs : null;

function liveRate(turn: Turn): number | null {
  const firstTokenMs = liveFirstTokenMs(turn);
  if (firstTokenMs === null || turn.pieces < 2) return null;
  const ms = turn.lastPieceMs - firstTokenMs;
  return ms > 0 ? ((turn.pieces - 1) * 1_000) / ms : null;
}

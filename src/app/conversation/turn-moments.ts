// The moments of the video that stand out of what answers were given.

import { answerOf } from "../../store/ask/answer-of.ts";
import { frameMoments } from "../../store/plan/frame-moments.ts";
import type { FramesTurn, Turn, WholeTurn } from "../../store/ask/types.ts";
import { momentsOf } from "../../store/whole/moments.ts";
import { choiceOf } from "../../store/whole/selectors.ts";

export interface TurnMoment {
  readonly fromSec: number;
  /** Where the next frame or chunk begins. */
  readonly toSec: number;
  /** The frame that stands out most. */
  readonly timeSec: number;
  /** The relevance of a chunk, in standard deviations from the mean of its video; null for frames. */
  readonly relevance: number | null;
  /** The tokens of the frame that stands out most; null for a video that is read whole. */
  readonly tokens: number | null;
}

function ofFrames(turn: FramesTurn): TurnMoment[] {
  const plan = answerOf(turn)?.plan;
  if (plan === undefined) return [];
  const times = plan.frames.map(({ timeSec }) => timeSec);
  const last = (times.at(-1) ?? 0) - (times.at(-2) ?? 0) + (times.at(-1) ?? 0);
  return frameMoments(plan).map(({ fromSec, toSec, timeSec, tokens }) => ({
    fromSec,
    toSec: times.find((time) => time > toSec) ?? last,
    timeSec,
    relevance: null,
    tokens,
  }));
}

function ofChunks(turn: WholeTurn): TurnMoment[] {
  const choice = choiceOf(turn);
  if (choice === null) return [];
  const startOf = (chunk: number): number => choice.chunks[chunk]?.timesSec[0] ?? turn.durationSec;
  return momentsOf(choice, turn.asked.forced)
    .filter(({ standsOut }) => standsOut)
    .map(({ chunk, timeSec, relevance }) => ({
      fromSec: startOf(chunk),
      toSec: startOf(chunk + 1),
      timeSec,
      relevance,
      tokens: null,
    }));
}

/** The moments that stand out of what an answer was given, the most outstanding first; none where none does. */
export const turnMoments = (turn: Turn): readonly TurnMoment[] =>
  turn.kind === "frames" ? ofFrames(turn) : ofChunks(turn);

/** The turns about the video of the last answer with moments that stand out; none where no answer has any. */
export function turnsWithMoments(turns: readonly Turn[]): readonly Turn[] {
  const all = turns.filter((turn) => turnMoments(turn).length > 0);
  return all.filter(({ fileKey }) => fileKey === all.at(-1)?.fileKey);
}

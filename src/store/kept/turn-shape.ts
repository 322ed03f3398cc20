// A conversation as a record has it: turns at rest, none of which is being answered.

import type { PlainError } from "../../base/errors.ts";
import type { Answer, Plan } from "../../engine/api.ts";
import { RELEVANCE_IDS } from "../../engine/catalogue.ts";
import { stoppedTurn } from "../ask/stopped-turn.ts";
import type { AnsweringModel, FramesTurn, Turn, TurnState, WholeTurn } from "../ask/types.ts";
import {
  isChoice,
  isFramesAnswer,
  isLooked,
  isLooking,
  isPlan,
  isRequest,
  isWholeAnswer,
} from "./answer-shape.ts";
import {
  either,
  exactly,
  fields,
  isFlag,
  isNumber,
  isText,
  isWhole,
  listOf,
  mapOf,
  oneOf,
  orNull,
  type Check,
  type InPhase,
} from "./shape.ts";

export const isError = fields<PlainError>({ code: isText, message: isText, hint: isText });

const isStateOf = <A extends Answer>(isAnswer: Check<A>) =>
  either(
    fields<InPhase<TurnState<A>, "done">>({ phase: exactly("done"), report: isAnswer }),
    fields<InPhase<TurnState<A>, "stopped">>({
      phase: exactly("stopped"),
      report: orNull(isAnswer),
    }),
    fields<InPhase<TurnState<A>, "failed">>({ phase: exactly("failed"), error: isError }),
  );

const anyTurn = {
  id: isWhole,
  question: isText,
  subtitles: listOf(isText),
  earlier: orNull(isWhole),
  maxTokens: isWhole,
  text: isText,
  pieces: isWhole,
  lastPieceMs: isNumber,
  fileKey: isWhole,
  videoName: isText,
  isSample: isFlag,
  model: orNull(fields<AnsweringModel>({ id: isText, isTrained: isFlag })),
  known: orNull(isText),
};

const isFramesTurn = fields<FramesTurn>({
  ...anyTurn,
  kind: exactly("frames"),
  state: isStateOf(isFramesAnswer),
  request: isRequest,
  frames: isWhole,
  looking: isLooking,
  looked: isLooked,
  plan: orNull(isPlan),
});

const isWholeTurn = fields<WholeTurn>({
  ...anyTurn,
  kind: exactly("whole"),
  state: isStateOf(isWholeAnswer),
  asked: fields<WholeTurn["asked"]>({
    chunks: isWhole,
    relevance: oneOf(RELEVANCE_IDS),
    forced: mapOf(isWhole, isFlag),
  }),
  videoId: isWhole,
  chunkCount: isWhole,
  readSec: orNull(isNumber),
  durationSec: isNumber,
  choice: orNull(isChoice),
});

export const areTurns: Check<readonly Turn[]> = listOf(either(isFramesTurn, isWholeTurn));

/** Engines number their videos from 1, so a plan or a memory of another visit must not pass for one of this visit's. */
const NO_VIDEO_ID = 0;

/** Returns turns as they are kept: one that is being answered is stopped, and the engine's names are removed. */
export const turnsAtRest = (turns: readonly Turn[]): Turn[] =>
  turns
    .map(stoppedTurn)
    .map((turn) =>
      turn.kind === "frames" ? withoutVideo(turn) : { ...turn, videoId: NO_VIDEO_ID },
    );

function withoutVideo(turn: FramesTurn): FramesTurn {
  const nameless = (plan: Plan): Plan => ({ ...plan, videoId: NO_VIDEO_ID });
  const plan = turn.plan && nameless(turn.plan);
  const { state } = turn;
  if (state.phase !== "done" && state.phase !== "stopped") return { ...turn, plan };
  if (state.report === null) return { ...turn, plan };
  const report = { ...state.report, plan: nameless(state.report.plan) };
  return { ...turn, plan: report.plan, state: { ...state, report } };
}

// What every export of a conversation says of one question: what was asked of which model, what the model was given, and what
// came of it.

import { lookedWords } from "../../base/sampling.ts";
import type { Answer } from "../../engine/api.ts";
import { answerOf } from "../../store/ask/answer-of.ts";
import { verdictOf } from "../../store/ask/judge.ts";
import type { FramesTurn, Turn, WholeTurn } from "../../store/ask/types.ts";
import { choiceOf } from "../../store/whole/selectors.ts";
import { madeWith, requestRecord, type Surroundings } from "../values/export-about.ts";
import { turnMoments } from "./turn-moments.ts";

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/** What the model was given of some frames. */
const framesRecord = (turn: FramesTurn) => ({
  frames: turn.looked.frames,
  framesChosen: lookedWords(turn.looked),
  ...requestRecord(turn.request),
  positions: answerOf(turn)?.positions ?? turn.request.positions ?? null,
  visualTokensKept: turn.plan?.kept ?? null,
  visualTokensTotal: turn.plan?.total ?? null,
});

/** What the model was given of a video that is read whole. */
const wholeRecord = (turn: WholeTurn) => ({
  chunks: turn.chunkCount,
  chunksInDetail: turn.asked.chunks,
  relevance: turn.asked.relevance,
  forcedChunks: [...turn.asked.forced].map(([chunk, isDetailed]) => ({ chunk, isDetailed })),
  readSec: turn.readSec ?? turn.durationSec,
  durationSec: turn.durationSec,
  visualTokensKept: choiceOf(turn)?.entries ?? null,
});

const lookedAt = (turn: Turn) => (turn.kind === "frames" ? framesRecord(turn) : wholeRecord(turn));

export function turnRecord(turn: Turn, surroundings: Surroundings) {
  const { state, model } = turn;
  const report = answerOf<Answer>(turn);
  return {
    question: turn.question,
    answer: turn.text,
    state: state.phase,
    stop: report?.stop ?? null,
    error: state.phase === "failed" ? state.error.message : null,
    rightAnswer: turn.known,
    isRight: verdictOf(turn),
    closest: report?.closest ?? null,
    video: turn.videoName,
    isSample: turn.isSample,
    model: model === null ? null : madeWith(model.id, surroundings).model,
    way: turn.kind,
    ...lookedAt(turn),
    turnsSeen: answerOf<Answer>(turn)?.turnsSeen ?? turn.earlier,
    subtitles: turn.subtitles,
    moments: turnMoments(turn).map(({ fromSec, toSec, timeSec, relevance, tokens }) => ({
      fromSec: round(fromSec, 3),
      toSec: round(toSec, 3),
      timeSec: round(timeSec, 3),
      relevance: relevance === null ? null : round(relevance, 3),
      tokens,
    })),
    maxTokens: turn.maxTokens,
    promptTokens: report?.tokens.prompt ?? null,
    kvBytes: report?.kvBytes ?? null,
    firstTokenMs: report === null ? null : round(report.firstTokenMs, 2),
    totalMs: report === null ? null : round(report.totalMs, 2),
  };
}

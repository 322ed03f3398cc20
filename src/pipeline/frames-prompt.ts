// The prompt of a question about frames, with as many of the turns before as the model has room for.

import { AppError } from "../base/errors.ts";
import { checkCapacity } from "../cache/kv-cache.ts";
import { createPrompt, type EarlierTurn } from "../language/prompt.ts";
import { checkQuestion } from "../language/question.ts";
import { layOut, type Sequence } from "../language/sequence.ts";
import type { VideoPiece } from "../model/adapters/adapter.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { placeRows, type PlacedRows } from "./place-rows.ts";
import type { VideoTokens } from "./video-tokens.ts";

export interface FramesPrompt {
  /** The rows of the video's part. */
  readonly sequence: Sequence;
  readonly placed: PlacedRows;
  /** The ids behind it: the turns before, the question and the start of the answer. */
  readonly suffix: readonly number[];
  /** How many of the turns before it holds: the last ones. */
  readonly turnsSeen: number;
}

interface Wanted {
  readonly earlier: readonly EarlierTurn[];
  /** The rows that an answer needs at least. */
  readonly answerRows: number;
}

/**
 * Earlier turns give way, the first of them first, before the video gets other positions or does not fit.
 * @throws AppError `question-empty`, `chat-template`, `context-overflow`, `positions-unsupported`.
 */
export function framesPrompt(
  model: LoadedModel,
  video: VideoTokens,
  question: string,
  { earlier, answerRows }: Wanted,
): FramesPrompt {
  const { config, tokenizer, chatTemplate, decoder } = model;
  const pieces = piecesOf(model, video);
  const asked = checkQuestion(question);
  const withTurns = (turns: readonly EarlierTurn[]): FramesPrompt => {
    const { prefix, suffix } = createPrompt(
      chatTemplate,
      tokenizer,
      config.videoToken,
      pieces,
      asked,
      turns,
    );
    const sequence = layOut(prefix, video.keptMask, (video.rows ?? null) !== null);
    const text = sequence.textIds.length + suffix.length;
    checkCapacity(decoder.cache, { visual: sequence.visual, text, answer: answerRows });
    const placed = placeRows(model, prefix, video, suffix.length + answerRows);
    return { sequence, placed, suffix, turnsSeen: turns.length };
  };
  const alone = withTurns([]);
  for (let from = 0; from < earlier.length; from++) {
    try {
      const prompt = withTurns(earlier.slice(from));
      if (prompt.placed.id === alone.placed.id) return prompt;
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code !== "context-overflow") throw thrown;
    }
  }
  return alone;
}

function piecesOf({ config }: LoadedModel, { video, keptMask }: VideoTokens): VideoPiece[] {
  const { grid: tokens, timesSec, shownTimesSec, facts } = video;
  return config.pieces({
    steps: timesSec.length,
    tokens,
    timesSec: shownTimesSec.filter((_, i) => i % config.framesPerStep === 0),
    shownTimesSec,
    durationSec: facts.durationSec,
    isWhole: keptMask.every((isKept) => isKept === 1),
  });
}

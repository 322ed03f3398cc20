// The text around a long video: what comes before its tokens, the same for all questions, and after them the turns before and
// the question.

import { createPrompt, type EarlierTurn } from "../language/prompt.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { headerIds, ownPieces, type WholeFacts } from "./whole-pieces.ts";

export interface WholePrompt {
  readonly before: readonly number[];
  /** Whether a newline ends the video, before the suffix. */
  readonly hasNewline: boolean;
  readonly suffix: readonly number[];
}

/** The text with some of the turns before. */
export interface WholeText extends WholePrompt {
  /** How many of the turns before it has: the last ones. */
  readonly turns: number;
}

/** Returns the text of a question with as many of the last turns before it as fit; on its own it need not fit. */
export function wholeText(
  model: LoadedModel,
  video: WholeFacts,
  question: string,
  earlier: readonly EarlierTurn[],
  fits: (text: WholePrompt) => boolean,
): WholeText {
  for (const from of earlier.keys()) {
    const seen = earlier.slice(from);
    const text = wholePrompt(model, video, question, seen);
    if (fits(text)) return { ...text, turns: seen.length };
  }
  return { ...wholePrompt(model, video, question), turns: 0 };
}

/** The largest share of the context that the words behind a video may take; longer ones are left out. */
const MOST_BEHIND = 1 / 8;

export function wholePrompt(
  model: LoadedModel,
  video: WholeFacts,
  question: string,
  earlier: readonly EarlierTurn[] = [],
): WholePrompt {
  const { chatTemplate, tokenizer, config, decoder } = model;
  const own = ownPieces(model, video);
  const most = MOST_BEHIND * decoder.cache.capacity;
  const behind = own.slice(own.findIndex(({ kind }) => kind === "tokens") + 1);
  // A list of all frames' times grows with the video.
  const isLong = behind.some(
    (piece) => piece.kind === "text" && tokenizer.tokenizeControl(piece.text).length > most,
  );
  const { prefix, suffix } = createPrompt(
    chatTemplate,
    tokenizer,
    config.videoToken,
    isLong ? own.filter((piece) => !behind.includes(piece) || piece.kind === "newline") : own,
    question,
    earlier,
  );
  const hasNewline = prefix.some(({ kind }) => kind === "newline");
  return { before: headerIds(model, video), hasNewline, suffix };
}

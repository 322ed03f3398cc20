// The text around a long video: what comes before its tokens, the same for all questions, and after them the turns before and
// the question.

import { createPrompt, type EarlierTurn } from "../language/prompt.ts";
import type { LoadedModel } from "./loaded-model.ts";

export interface WholePrompt {
  readonly before: readonly number[];
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
  question: string,
  earlier: readonly EarlierTurn[],
  fits: (text: WholePrompt) => boolean,
): WholeText {
  for (const from of earlier.keys()) {
    const seen = earlier.slice(from);
    const text = wholePrompt(model, question, seen);
    if (fits(text)) return { ...text, turns: seen.length };
  }
  return { ...wholePrompt(model, question), turns: 0 };
}

export function wholePrompt(
  { chatTemplate, tokenizer, config }: LoadedModel,
  question: string,
  earlier: readonly EarlierTurn[] = [],
): WholePrompt {
  const { prefix, suffix } = createPrompt(
    chatTemplate,
    tokenizer,
    config.videoToken,
    [{ kind: "tokens", from: 0, to: 1 }],
    question,
    earlier,
  );
  const [first] = prefix;
  return { before: first?.kind === "text" ? first.ids : [], suffix };
}

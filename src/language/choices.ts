// Turns strings, one of which is to be the answer, into their tokens after the prompt.

import { AppError } from "../base/errors.ts";
import type { Tokenizer } from "./tokenizer.ts";

export interface Choice {
  readonly text: string;
  /** The tokens of the choice, at least one. */
  readonly ids: readonly number[];
}

/**
 * Tokenizes choices. `lead` is the text between the prompt and an answer. Control tokens in a choice are plain characters.
 * @throws AppError `choices-invalid` for an empty list, an empty or a repeated choice, and one that the tokenizer cannot
 * write; options also come from scripts.
 */
export function tokenizeChoices(
  tokenizer: Tokenizer,
  lead: string,
  texts: readonly string[],
): Choice[] {
  if (texts.length === 0) {
    throw choicesError("There are no choices.", 'Give at least one, such as ["yes", "no"].');
  }
  const choices = texts.map((text): Choice => {
    if (typeof text !== "string" || text === "") {
      throw choicesError(`${JSON.stringify(text)} cannot be an answer.`, NONEMPTY);
    }
    const ids = tokenizer.tokenizePlain(lead + text);
    // A tokenizer may compose characters before it looks them up.
    const [got, wanted] = [tokenizer.decode(ids), lead + text].map((each) => each.normalize("NFC"));
    if (got === wanted && ids.length > 0) return { text, ids };
    throw choicesError(
      `The model's tokenizer cannot write the choice ${JSON.stringify(text)}.`,
      "Say it in other characters.",
    );
  });
  const byIds = new Map<string, string>();
  for (const { text, ids } of choices) {
    const before = byIds.get(ids.join());
    byIds.set(ids.join(), text);
    if (before === undefined) continue;
    throw choicesError(
      `The choices ${JSON.stringify(before)} and ${JSON.stringify(text)} are one and the same.`,
      "Give each choice once.",
    );
  }
  return choices;
}

const NONEMPTY = "Leave it out, or give a string with at least one character.";

const choicesError = (message: string, hint: string): AppError =>
  new AppError("choices-invalid", message, hint);

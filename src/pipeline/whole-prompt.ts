// The text around a long video, known before any question: what comes before its tokens, and after them.

import { createPrompt } from "../language/prompt.ts";
import type { LoadedModel } from "./loaded-model.ts";

export interface WholePrompt {
  readonly before: readonly number[];
  readonly suffix: readonly number[];
}

export function wholePrompt(
  { chatTemplate, tokenizer, config }: LoadedModel,
  question: string,
): WholePrompt {
  const { prefix, suffix } = createPrompt(
    chatTemplate,
    tokenizer,
    config.videoToken,
    [{ kind: "tokens", from: 0, to: 1 }],
    question,
  );
  const [first] = prefix;
  return { before: first?.kind === "text" ? first.ids : [], suffix };
}

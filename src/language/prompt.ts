// Makes the pieces of a prompt from the chat template, the question and the video, with text as ids. The prefix ends with the
// video, so that a second question about the same video need not read it again.

import { Template } from "@huggingface/jinja";
import { AppError } from "../base/errors.ts";
import type { FamilyConfig, VideoPiece } from "../model/adapters/adapter.ts";
import type { Tokenizer } from "./tokenizer.ts";

export type PromptPiece =
  | { readonly kind: "text"; readonly ids: readonly number[] }
  | Exclude<VideoPiece, { kind: "text" }>;

export interface Prompt {
  readonly prefix: readonly PromptPiece[];
  /** The ids after the video: the question and the start of the assistant's turn. */
  readonly suffix: readonly number[];
}

/** The placeholders of question and answer while the template is rendered: private-use characters that no template contains. */
const QUESTION = "\uE000question\uE001";
const ANSWER = "\uE000answer\uE001";

/**
 * Renders one user turn: the video, then the question as plain text.
 * @throws AppError `chat-template` when the template fails or places no single video.
 */
export function createPrompt(
  template: string,
  tokenizer: Tokenizer,
  videoToken: FamilyConfig["videoToken"],
  pieces: readonly VideoPiece[],
  question: string,
): Prompt {
  const rendered = render(template, videoToken, tokenizer.startToken);
  const [before = "", after = "", ...more] = rendered.split(videoText(videoToken, tokenizer));
  const [lead, tail, ...others] = after.split(QUESTION);
  if (more.length > 0 || lead === undefined || tail === undefined || others.length > 0) {
    throw templateError("The chat template does not place the video once, then the question once.");
  }
  // Neighbouring texts are tokenized as one, because a tokenizer may join what meets at their border.
  const prefix: PromptPiece[] = [];
  let text = before;
  const flush = (): void => {
    if (text !== "") prefix.push({ kind: "text", ids: tokenizer.tokenizeControl(text) });
    text = "";
  };
  for (const piece of pieces) {
    if (piece.kind === "text") text += piece.text;
    else {
      flush();
      prefix.push(piece);
    }
  }
  return {
    prefix,
    suffix: suffixIds(tokenizer, text + lead, question, tail),
  };
}

/**
 * Returns what the chat template puts between a prompt and its answer: SmolVLM2's prompts end with "Assistant:", and its
 * answers begin with a space. Empty where the template writes a turn with an answer differently from one that waits for it.
 * @throws AppError `chat-template` when the template fails.
 */
export function answerLead(
  template: string,
  { startToken }: Pick<Tokenizer, "startToken">,
  videoToken: FamilyConfig["videoToken"],
): string {
  const prompt = render(template, videoToken, startToken);
  const [before = "", ...after] = render(template, videoToken, startToken, ANSWER).split(ANSWER);
  return after.length === 1 && before.startsWith(prompt) ? before.slice(prompt.length) : "";
}

/**
 * Tokenizes the question together with the text around it, as the families' own code does: SmolLM2 reads "\n\nWhat"
 * differently from "\n\n" and "What". A question that spells a control token is tokenized alone, so that it stays text.
 */
function suffixIds(tokenizer: Tokenizer, lead: string, question: string, tail: string): number[] {
  const plain = tokenizer.tokenizePlain(question);
  const asControl = tokenizer.tokenizeControl(question);
  if (plain.length === asControl.length && plain.every((id, i) => id === asControl[i])) {
    return tokenizer.tokenizeControl(lead + question + tail);
  }
  return [...tokenizer.tokenizeControl(lead), ...plain, ...tokenizer.tokenizeControl(tail)];
}

function videoText(token: FamilyConfig["videoToken"], tokenizer: Tokenizer): string {
  if ("text" in token) return token.text;
  if ("image" in token) return token.image;
  const text = tokenizer.tokenOf(token.id);
  if (text !== undefined) return text;
  throw templateError(`tokenizer.json has no token for the video (id ${token.id}).`);
}

/** Returns the messages: one turn of a person and, if there is an `answer`, one of the assistant. */
function render(
  template: string,
  videoToken: FamilyConfig["videoToken"],
  startToken: string,
  answer?: string,
): string {
  const type = "image" in videoToken ? "image" : "video";
  const asked = { role: "user", content: [{ type }, { type: "text", text: QUESTION }] };
  const answered = { role: "assistant", content: [{ type: "text", text: answer }] };
  try {
    return new Template(template).render({
      messages: answer === undefined ? [asked] : [asked, answered],
      add_generation_prompt: answer === undefined,
      bos_token: startToken,
      // Models that can think first are asked to answer at once; other templates ignore the variable.
      enable_thinking: false,
    });
  } catch (cause) {
    throw templateError(
      `The chat template failed: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
}

function templateError(message: string): AppError {
  return new AppError(
    "chat-template",
    message,
    "Choose a model folder whose template takes a video.",
  );
}

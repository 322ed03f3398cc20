// Makes the pieces of a prompt from the chat template, the question and the video, with text as ids. The prefix ends with the
// video, so that a second question about the same video need not read it again.

import { AppError } from "../base/errors.ts";
import { watched } from "../base/watched.ts";
import type { FamilyConfig, VideoPiece } from "../model/adapters/adapter.ts";
import { renderBounded } from "./bounded-template.ts";
import type { Tokenizer } from "./tokenizer.ts";

export type PromptPiece =
  | { readonly kind: "text"; readonly ids: readonly number[] }
  | Exclude<VideoPiece, { kind: "text" }>;

export interface Prompt {
  readonly prefix: readonly PromptPiece[];
  /** The ids after the video: the turns before, the question and the start of the assistant's turn. */
  readonly suffix: readonly number[];
}

/** A question that was asked before about the same video, and what was answered. */
export interface EarlierTurn {
  /** The question as it was typed. */
  readonly question: string;
  /** The answer's text. */
  readonly answer: string;
}

/** Stands for a text while the template is rendered: private-use characters that no template contains. */
const slot = (index: number): string => `\uE000${index}\uE001`;
const SLOTS = /\uE000(\d+)\uE001/;

/**
 * Renders a user's turn, the video and then the question as plain text. The `earlier` turns, the first of which has the video,
 * come before it, in their order.
 * @throws AppError `chat-template` when the template fails, places no single video, or leaves a turn out.
 */
export function createPrompt(
  template: string,
  tokenizer: Tokenizer,
  videoToken: FamilyConfig["videoToken"],
  pieces: readonly VideoPiece[],
  question: string,
  earlier: readonly EarlierTurn[] = [],
): Prompt {
  const texts = [...earlier.flatMap((turn) => [turn.question, turn.answer.trim()]), question];
  const rendered = render(template, videoToken, tokenizer.startToken, texts.length);
  const [before = "", after = "", ...more] = rendered.split(videoText(videoToken, tokenizer));
  const [lead = "", ...placed] = after.split(SLOTS);
  const order = placed.filter((_, i) => i % 2 === 0).map(Number);
  if (more.length > 0 || order.length !== texts.length || order.some((at, i) => at !== i)) {
    throw templateError(
      earlier.length === 0
        ? "The chat template does not place the video once, then the question once."
        : "The chat template does not place the video once, then each turn once.",
    );
  }
  const behind = placed.filter((_, i) => i % 2 === 1);
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
    suffix: suffixIds(
      tokenizer,
      text + lead,
      texts.map((one, i) => [one, behind[i] ?? ""]),
    ),
  };
}

/** Returns whether a prompt can hold earlier turns with this template. */
export function takesTurns(
  template: string,
  tokenizer: Tokenizer,
  videoToken: FamilyConfig["videoToken"],
): boolean {
  try {
    createPrompt(template, tokenizer, videoToken, [], "?", [{ question: "?", answer: "!" }]);
    return true;
  } catch (thrown) {
    if (thrown instanceof AppError) return false;
    throw thrown;
  }
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
  const prompt = render(template, videoToken, startToken, 1);
  const [before = "", ...after] = render(template, videoToken, startToken, 2).split(slot(1));
  return after.length === 1 && before.startsWith(prompt) ? before.slice(prompt.length) : "";
}

/**
 * Tokenizes what people and models said together with the text around it, as the families' own code does: SmolLM2 reads
 * "\n\nWhat" differently from "\n\n" and "What". A text that spells a control token is tokenized alone, so that it stays text.
 * Each of `said` is such a text and what the template puts behind it.
 */
function suffixIds(
  tokenizer: Tokenizer,
  lead: string,
  said: readonly (readonly [text: string, behind: string])[],
): number[] {
  const ids: number[] = [];
  let open = lead;
  for (const [text, behind] of said) {
    const plain = tokenizer.tokenizePlain(text);
    const asControl = tokenizer.tokenizeControl(text);
    if (plain.length === asControl.length && plain.every((id, i) => id === asControl[i])) {
      open += text + behind;
    } else {
      ids.push(...tokenizer.tokenizeControl(open), ...plain);
      open = behind;
    }
  }
  return [...ids, ...tokenizer.tokenizeControl(open)];
}

function videoText(token: FamilyConfig["videoToken"], tokenizer: Tokenizer): string {
  if ("text" in token) return token.text;
  if ("image" in token) return token.image;
  const text = tokenizer.tokenOf(token.id);
  if (text !== undefined) return text;
  throw templateError(`tokenizer.json has no token for the video (id ${token.id}).`);
}

/** The most of a template's own message that is shown, in characters. */
const MOST_SHOWN = 200;

/**
 * Renders so many texts, a person's and the assistant's in turn, as slots. Behind a person's the assistant's turn is begun; the
 * first has the video.
 */
function render(
  template: string,
  videoToken: FamilyConfig["videoToken"],
  startToken: string,
  texts: number,
): string {
  const video = { type: "image" in videoToken ? "image" : "video" };
  const messages = Array.from({ length: texts }, (_, i) => {
    const text = { type: "text", text: slot(i) };
    return {
      role: i % 2 === 0 ? "user" : "assistant",
      content: i === 0 ? [video, text] : [text],
    };
  });
  try {
    const values = {
      messages,
      add_generation_prompt: texts % 2 === 1,
      bos_token: startToken,
      // Models that can think first are asked to answer at once; other templates ignore the variable.
      enable_thinking: false,
    };
    return watched("The model's chat template", () => renderBounded(template, values));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw templateError(`The chat template failed: ${why.slice(0, MOST_SHOWN)}`);
  }
}

function templateError(message: string): AppError {
  return new AppError(
    "chat-template",
    message,
    "Choose a model folder whose template takes a video.",
  );
}

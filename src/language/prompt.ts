// The chat template → ids before the video, ids after it. The video's own rows are spliced in later, as
// embeddings; only their place matters here.

import { Template } from "@huggingface/jinja";
import { AppError } from "../base/errors.ts";
import type { Tokenizer } from "./tokenizer.ts";

export interface PromptIds {
  readonly beforeVideo: readonly number[];
  readonly afterVideo: readonly number[];
}

/** Stands for the question while the template is rendered; private-use characters no template holds. */
const QUESTION = "\uE000question\uE001";

/**
 * Renders one user turn: the video, then the question as plain text.
 * @throws AppError `chat-template` when the template fails or places no single video.
 */
export function promptIds(
  template: string,
  tokenizer: Tokenizer,
  videoTokenId: number,
  question: string,
): PromptIds {
  const videoToken = tokenizer.tokenOf(videoTokenId);
  if (videoToken === undefined) {
    throw templateError(`tokenizer.json has no token for the video (id ${videoTokenId}).`);
  }
  const [before, after, ...more] = render(template).split(videoToken);
  if (before === undefined || after === undefined || more.length > 0) {
    throw templateError(`The chat template does not place "${videoToken}" once.`);
  }
  const [lead, tail, ...others] = after.split(QUESTION);
  if (lead === undefined || tail === undefined || others.length > 0) {
    throw templateError("The chat template does not place the question once.");
  }
  return {
    beforeVideo: tokenizer.encodeControl(before),
    afterVideo: [
      ...tokenizer.encodeControl(lead),
      ...tokenizer.encodePlain(question),
      ...tokenizer.encodeControl(tail),
    ],
  };
}

function render(template: string): string {
  try {
    return new Template(template).render({
      messages: [{ role: "user", content: [{ type: "video" }, { type: "text", text: QUESTION }] }],
      add_generation_prompt: true,
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

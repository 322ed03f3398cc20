// Answers a question about the tokens that a plan keeps.

import { drain } from "../base/stream.ts";
import { isInside } from "../compression/method-choices.ts";
import { ALL_TOKENS } from "../compression/request.ts";
import { answer } from "../pipeline/answer.ts";
import type { EncodedVideo } from "../pipeline/encode-video.ts";
import type { AskFramesOptions, FramesAnswer } from "./api.ts";
import { answerOptions, reported, type Asked } from "./asked.ts";
import { planAfterCut } from "./plans/plan-after-cut.ts";
import { checkCompared, forgetReference, referenceOf } from "./references.ts";
import type { ReadyBench } from "./turn.ts";

export async function askFrames(
  { model, planner, prefix, references }: ReadyBench,
  { id, tokens }: { readonly id: number; readonly tokens: EncodedVideo },
  question: string,
  options: AskFramesOptions,
  asked: Asked,
): Promise<FramesAnswer> {
  checkCompared(options);
  const chosen = answerOptions(options, asked, model.config.text); // refuses what is wrong before anything is planned
  const { plan, video } = await planner.plan(id, tokens, options.plan ?? ALL_TOKENS, model);
  const { keepReference } = options;
  const pieces = answer(model, prefix, video, question, {
    ...chosen,
    earlier: options.earlier,
    isReference: keepReference !== undefined,
    compareWith: referenceOf(references, options),
  });
  const answered = await drain(pieces, asked.onPiece);
  const { promptTokens: prompt, survivors } = answered;
  const { positions, videoReused, ahead, turnsSeen, textReused, divergence } = answered;
  if (keepReference !== undefined) {
    forgetReference(references, keepReference);
    if (answered.reference !== null) references.set(keepReference, answered.reference);
  }
  const last = survivors.at(-1);
  return {
    kind: "frames",
    ...reported(answered, asked),
    tokens: { total: plan.total, kept: plan.kept, prompt },
    plan: last !== undefined && isInside(plan.request.method) ? planAfterCut(plan, last) : plan,
    survivors,
    positions,
    videoReused,
    // What was still to do when the question came is in its own times.
    ...(ahead !== undefined && {
      aheadMs: Math.max(0, Math.min(ahead.endMs, asked.askedMs) - ahead.startMs),
    }),
    turnsSeen,
    textReused,
    divergence,
  };
}

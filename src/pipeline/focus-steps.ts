// What the steps of an answer look at, as places in the cache: which rows of the prompt are tokens of the video.

import { AppError } from "../base/errors.ts";
import type { Survivors } from "../language/prefill-inside.ts";
import type { Sequence } from "../language/sequence.ts";
import { createStepFocus, type StepFocus } from "../language/step-focus.ts";
import type { LoadedModel } from "./loaded-model.ts";
import type { VideoTokens } from "./video-tokens.ts";

/**
 * Returns what an answer's steps look at behind a layer, for which the decoder is cut; null for everything.
 * @throws AppError `method-unsupported` for a model with layers that carry a state, and `graph-cut`.
 */
export async function focusSteps(
  { decoder, config }: Pick<LoadedModel, "decoder" | "config">,
  { steps, keptMask }: Pick<VideoTokens, "steps" | "keptMask">,
  { textIds, places }: Pick<Sequence, "textIds" | "places">,
): Promise<StepFocus | null> {
  if (steps === undefined) return null;
  if (decoder.cache.shape.layers.length < config.text.layers) {
    throw new AppError(
      "method-unsupported",
      `${config.title} carries one state of all that was read in some of its layers, so a step cannot look at a part of it.`,
      "Choose a method that works before the decoder.",
    );
  }
  await decoder.cutAt([steps.layer]);
  const visual = visualTokens(textIds, places, keptMask.length).map(({ place }) => place);
  return createStepFocus(decoder.gpu, steps, visual);
}

/** Returns the rows of the prompt that are tokens of the video, and which. */
function visualTokens(textIds: readonly number[], places: Uint32Array, total: number) {
  return [...places].flatMap((source, place) => {
    const token = source - textIds.length;
    return token >= 0 && token < total ? [{ place, token }] : [];
  });
}

/** Returns the tokens that the last step that chose looked at. */
export function seenBySteps(
  { layer, chosen }: StepFocus,
  { keptMask }: Pick<VideoTokens, "keptMask">,
  { textIds, places }: Pick<Sequence, "textIds" | "places">,
): Survivors[] {
  if (chosen === null) return [];
  const seen = new Set(chosen);
  const tokens = visualTokens(textIds, places, keptMask.length).flatMap(({ place, token }) =>
    seen.has(place) ? [token] : [],
  );
  return [{ layer, tokens: Uint32Array.from(tokens), recycled: [] }];
}

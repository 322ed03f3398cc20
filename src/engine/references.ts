// The answers that are kept by name, so that later ones can be compared with them.

import { AppError } from "../base/errors.ts";
import type { ReferenceAnswer } from "../language/reference-answer.ts";
import type { AskFramesOptions } from "./api.ts";
import { cannotGoOn } from "./asked.ts";

/** Answers by name, with their distributions on the GPU, for comparisons. */
export type References = Map<string, ReferenceAnswer>;

/** Returns the answer that is kept under the name of `compareWith`. @throws AppError `no-reference`. */
export function referenceOf(
  references: References,
  { compareWith }: Pick<AskFramesOptions, "compareWith">,
): ReferenceAnswer | undefined {
  if (compareWith === undefined) return undefined;
  const reference = references.get(compareWith);
  if (reference !== undefined) return reference;
  throw new AppError(
    "no-reference",
    `No answer of this model is kept under "${compareWith}".`,
    "Ask with keepReference first.",
  );
}

/** Frees what is kept under a name, if anything is. */
export function forgetReference(references: References, name: string): void {
  references.get(name)?.destroy();
  references.delete(name);
}

/**
 * @throws AppError `choices-invalid`: choices are weighed by likelihood, so they give no tokens to compare along;
 * `begun-invalid`: the distributions before the tokens that an answer had already are gone.
 */
export function checkCompared(options: AskFramesOptions): void {
  const { begun = [], choices, keepReference, compareWith } = options;
  if (keepReference === undefined && compareWith === undefined) return;
  if (begun.length > 0) throw cannotGoOn("is compared");
  if (choices === undefined) return;
  throw new AppError(
    "choices-invalid",
    "An answer that is one of some choices cannot be a reference, nor be compared with one.",
    "Leave choices out, or keepReference and compareWith; the likelihoods of the choices can be compared instead.",
  );
}

// Questions about one of several things that appear, named by its colour: which moment answers is for the question to
// say, and not for what is unusual in the clip.

import * as say from "./answers.ts";
import { sceneAt, type ClipSpec, type Needle } from "./clip.ts";
import { loosen, NAMED_PHRASINGS, NEEDLE_NAMES } from "./phrasings.ts";
import { placeOf } from "./place.ts";
import type { Question } from "./questions.ts";
import { Random } from "./random.ts";

export type NamedType = keyof typeof NAMED_PHRASINGS;
export const NAMED_TYPES: readonly NamedType[] = ["named-shape", "named-place", "named-background"];

export interface NamedQuestion extends Question {
  readonly type: NamedType;
  /** Which of the clip's needles it is about. */
  readonly needle: number;
}

const STREAM = 0xa3e;

/** All questions of this kind about the clip, each in a wording drawn from `seed`. */
export function namedQuestions(spec: ClipSpec, seed = spec.seed): NamedQuestion[] {
  const random = new Random(seed, STREAM);
  return spec.needles.flatMap((needle, index) =>
    NAMED_TYPES.map((type) => ({
      type,
      needle: index,
      question: phraseNamed(random, random.pick(NAMED_PHRASINGS[type]), needle),
      answer: namedAnswer(type, spec, needle),
    })),
  );
}

/** `{thing}` becomes a name by the needle's colour, which tells its shape where that is not asked for. */
export function phraseNamed(random: Random, template: string, { color, shape }: Needle): string {
  const asksForShape = template.includes("shape");
  const noun = random.pick(asksForShape ? NEEDLE_NAMES : [...NEEDLE_NAMES, shape]);
  const text = template
    .replace("{thing}", `the ${color} ${noun}`)
    .replace("{color}", random.chance(0.5) ? "color" : "colour");
  return loosen(random, text);
}

export function namedAnswer(type: NamedType, spec: ClipSpec, needle: Needle): string {
  if (type === "named-shape") return say.sentence(`a ${needle.shape}`);
  if (type === "named-place") return say.nameOfPlace(placeOf(needle.center));
  return say.sentence(sceneAt(spec, (needle.from + needle.to) / 2).background);
}

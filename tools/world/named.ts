// Questions about one of several things that appear, named by its colour, so that the question decides which moment
// answers it, and not what is unusual in the clip.

import * as say from "./answers.ts";
import { sceneAt, type ClipSpec, type Needle } from "./clip.ts";
import { loosen, NAMED_PHRASINGS, NEEDLE_NAMES } from "./phrasings.ts";
import { placeOf } from "./place.ts";
import type { Question } from "./questions.ts";
import { Random } from "../../src/base/random.ts";

type NamedType = keyof typeof NAMED_PHRASINGS;
const NAMED_TYPES: readonly NamedType[] = ["named-shape", "named-place", "named-background"];

const STREAM = 0xa3e;

/** Returns all questions of this kind about the clip, each in its own wording. */
export function namedQuestions(spec: ClipSpec): Question[] {
  const random = new Random(spec.seed, STREAM);
  return spec.needles.flatMap((needle) =>
    NAMED_TYPES.map((type) => ({
      type,
      question: phraseNamed(random, random.pick(NAMED_PHRASINGS[type]), needle),
      answer: namedAnswer(type, spec, needle),
    })),
  );
}

/** Replaces `{thing}` by a name with the needle's colour, and its shape where that is not asked for. */
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

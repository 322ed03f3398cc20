import * as say from "./answers.ts";
import type { ClipSpec } from "./clip.ts";
import { offTopic } from "./off-topic.ts";
import { PHRASINGS, phrase } from "./phrasings.ts";
import { Random } from "../../src/base/random.ts";

/**
 * What a question asks for. `needle` where one thing appears, `needles` where several do, `nothing` where none does:
 * the same words, but three abilities. `other` is everything that the model should decline.
 */
export type QuestionType =
  | "color"
  | "shape"
  | "motion"
  | "place"
  | "needle"
  | "needles"
  | "nothing"
  | "first"
  | "last"
  | "count"
  | "scenes"
  | "background"
  | "describe"
  | "named-shape"
  | "named-place"
  | "named-background"
  | "other";

export interface Question {
  readonly type: QuestionType;
  readonly question: string;
  readonly answer: string;
}

/** What the page says that the model can be asked, with an example of each. */
export const ASKABLE: readonly { type: QuestionType; label: string; example: string }[] = [
  { type: "describe", label: "What happens", example: "What happens in this video?" },
  { type: "color", label: "Colour", example: "What color is the main object?" },
  { type: "shape", label: "Shape", example: "What shape is the main object?" },
  { type: "motion", label: "Motion", example: "Which way does the main object move?" },
  { type: "place", label: "Place", example: "Where is the main object at the end?" },
  { type: "needle", label: "Brief events", example: "What appears briefly?" },
  { type: "first", label: "First event", example: "What appears first?" },
  { type: "last", label: "Last event", example: "What appears last?" },
  { type: "count", label: "Number of events", example: "How many things appear briefly?" },
  { type: "scenes", label: "Scenes", example: "How many scenes are there?" },
  {
    type: "background",
    label: "Background",
    example: "What color is the background at the start?",
  },
];

/** The most things that the model counts or tells in order. */
export const MOST_TOLD = 3;
const TELLING: ReadonlySet<QuestionType> = new Set(["needles", "count"]);
/** The fewest ticks in which a motion can be seen. */
const MOTION_TICKS = 3;

/** Returns every question that this clip can answer and one off-topic question, in wordings drawn from `seed`. */
export function clipQuestions(spec: ClipSpec, seed = spec.seed): Question[] {
  const random = new Random(seed, 0xa5c);
  const questions: Question[] = [];
  const ask = (type: QuestionType, templates: readonly string[], answer: string) =>
    questions.push({ type, question: phrase(random, templates), answer });
  const { main, needles, scenes } = spec;

  ask("color", PHRASINGS.color, say.sentence(main.color));
  ask("shape", PHRASINGS.shape, say.sentence(`a ${main.shape}`));
  if (spec.frames >= MOTION_TICKS) {
    ask("motion", PHRASINGS.motion, say.motionAnswer(spec));
    ask("describe", PHRASINGS.describe, say.describeAnswer(spec));
  }
  ask("place", PHRASINGS.placeStart, say.placeAnswer(spec, false));
  ask("place", PHRASINGS.placeEnd, say.placeAnswer(spec, true));
  ask("background", PHRASINGS.backgroundStart, say.sentence(scenes.at(0)?.background ?? ""));
  ask("background", PHRASINGS.backgroundEnd, say.sentence(scenes.at(-1)?.background ?? ""));
  ask("scenes", PHRASINGS.scenes, say.numberAnswer(scenes.length));
  ask("count", PHRASINGS.count, say.numberAnswer(needles.length));
  const briefly = needles.length === 0 ? "nothing" : needles.length === 1 ? "needle" : "needles";
  ask(briefly, PHRASINGS.needle, say.needlesAnswer(spec));
  const [first, last] = [needles.at(0), needles.at(-1)];
  if (first && last && first !== last) {
    ask("first", PHRASINGS.first, say.sentence(say.withArticle(first)));
    ask("last", PHRASINGS.last, say.sentence(say.withArticle(last)));
  }
  questions.push({ type: "other", question: offTopic(random), answer: say.REFUSAL });
  return needles.length > MOST_TOLD
    ? questions.filter(({ type }) => !TELLING.has(type))
    : questions;
}

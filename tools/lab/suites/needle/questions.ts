// What the needle suite asks about a clip: every question in four wordings, with the drawn world's exact answers, and
// the chunks that hold them. Pure.

import {
  needlesAnswer,
  numberAnswer,
  placeAnswer,
  sentence,
  withArticle,
} from "../../../world/answers.ts";
import type { HidingOptions } from "../../../world/hidden.ts";
import { needleChunks, Random, type ClipSpec } from "../../../world/index.ts";
import { namedAnswer, phraseNamed } from "../../../world/named.ts";
import { MOST_TOLD } from "../../../world/questions.ts";
import { NAMED_PHRASINGS, phrase, PHRASINGS } from "../../../world/phrasings.ts";

/**
 * The kind of question. `named`: about one of many things, by its colour. `common`: about what is there all the time,
 * or never; a check that the rest of the video is not lost.
 */
export type NeedleTask = (typeof ASKED_TASKS)[number];
export const NEEDLE_TASKS = ["retrieval", "named", "ordering", "counting"] as const;
export const ASKED_TASKS = [...NEEDLE_TASKS, "common"] as const;

export interface NeedleQuestion {
  readonly task: NeedleTask;
  /** The kind whose questions share one chance level. */
  readonly kind: string;
  readonly answer: string;
  /** As in VNBench, a sample is right when all four tries are; there the options differ, here the wording. */
  readonly tries: readonly string[];
  /** The chunks that hold what is asked about, ascending, without the first and last; empty for `common`. */
  readonly chunks: readonly number[];
}

export const TRIES = 4;
/** Backgrounds are not asked about: they change once a minute, and could be guessed from another moment. */
const ASKED_BY_NAME = ["named-shape", "named-place", "named-shape"] as const;
const KINDS = ["named-shape", "named-place"] as const;
const STREAM = 0xa5d;

export function needleQuestions(
  spec: ClipSpec,
  isClose: boolean,
  { chunkTicks }: HidingOptions,
): NeedleQuestion[] {
  const random = new Random(spec.seed, STREAM);
  const { needles } = spec;
  if (needles.length > MOST_TOLD) return crowdQuestions(random, spec, chunkTicks);
  const chunks = needleChunks(spec, chunkTicks);
  const ask = (
    task: NeedleTask,
    kind: string,
    templates: readonly string[],
    answer: string,
  ): NeedleQuestion => ({ task, kind, answer, tries: tries(random, templates), chunks });
  const named = (index: number): string => {
    const needle = needles.at(index);
    return needle === undefined ? "Nothing." : sentence(withArticle(needle));
  };
  const close = isClose ? "-close" : "";
  return [
    ...(needles.length === 1
      ? [ask("retrieval", "one", PHRASINGS.needle, named(0))]
      : [
          ask("retrieval", `first${close}`, PHRASINGS.first, named(0)),
          ask("retrieval", `last${close}`, PHRASINGS.last, named(-1)),
          ask("ordering", `order-${needles.length}${close}`, PHRASINGS.needle, needlesAnswer(spec)),
        ]),
    ask("counting", "count", PHRASINGS.count, numberAnswer(needles.length)),
    commonQuestion(random, [...ofMain(spec), ...ofScenes(spec)]),
  ];
}

/** Returns one question of each kind, each about another thing, whose answer is in that thing's chunk alone. */
function crowdQuestions(random: Random, spec: ClipSpec, chunkTicks: number): NeedleQuestion[] {
  const things = random.shuffled(spec.needles);
  // Among passers each thing is asked about in both ways.
  const asked =
    spec.passers === undefined
      ? ASKED_BY_NAME.map((kind, i) => [kind, things[i]] as const)
      : things.flatMap((thing) => KINDS.map((kind) => [kind, thing] as const));
  const named = asked.flatMap(([kind, thing]): NeedleQuestion[] => {
    if (thing === undefined) return [];
    const wordings = random.shuffled(NAMED_PHRASINGS[kind]).slice(0, TRIES);
    return [
      {
        task: "named",
        kind,
        answer: namedAnswer(kind, spec, thing),
        tries: wordings.map((template) => phraseNamed(random, template, thing)),
        chunks: needleChunks({ ...spec, needles: [thing] }, chunkTicks),
      },
    ];
  });
  return [...named, commonQuestion(random, [...ofMain(spec), ...ofScenes(spec)])];
}

const tries = (random: Random, templates: readonly string[]): string[] =>
  random
    .shuffled(templates)
    .slice(0, TRIES)
    .map((template) => phrase(random, [template]));

type Common = readonly [kind: string, templates: readonly string[], answer: string];

function commonQuestion(random: Random, all: readonly Common[]): NeedleQuestion {
  const [kind, templates, answer] = random.pick(all);
  return { task: "common", kind, answer, tries: tries(random, templates), chunks: [] };
}

function ofMain(spec: ClipSpec): Common[] {
  const { main } = spec;
  return [
    ["color", PHRASINGS.color, sentence(main.color)],
    ["shape", PHRASINGS.shape, sentence(`a ${main.shape}`)],
    ["place-start", PHRASINGS.placeStart, placeAnswer(spec, false)],
    ["place-end", PHRASINGS.placeEnd, placeAnswer(spec, true)],
  ];
}

/** The world has numbers up to three only. */
function ofScenes({ scenes }: ClipSpec): Common[] {
  const questions: Common[] = [
    ["background-start", PHRASINGS.backgroundStart, sentence(scenes[0]?.background ?? "")],
    ["background-end", PHRASINGS.backgroundEnd, sentence(scenes.at(-1)?.background ?? "")],
  ];
  if (scenes.length <= 3) {
    questions.push(["scenes", PHRASINGS.scenes, numberAnswer(scenes.length)]);
  }
  return questions;
}

// What the needle suite asks of a clip: every question in four wordings, with the drawn world's exact answers, and the
// chunks that hold them. Pure.

import {
  figureName,
  needlesAnswer,
  numberAnswer,
  placeAnswer,
  sentence,
  withArticle,
} from "../../../world/answers.ts";
import { busyPhrasings, type BusyType } from "../../../world/busy.ts";
import { stayOf, type HidingOptions } from "../../../world/hidden.ts";
import {
  needleChunks,
  Random,
  targetQuestions,
  type ClipSpec,
  type LongBusyClip,
  type Needle,
} from "../../../world/index.ts";
import { loosen, phrase, PHRASINGS } from "../../../world/phrasings.ts";

/** `common`: about what is there all the time, or not at all; a check that the rest of the video is not lost. */
export type NeedleTask = "retrieval" | "ordering" | "counting" | "common";
export const NEEDLE_TASKS = ["retrieval", "ordering", "counting"] as const;

export interface NeedleQuestion {
  readonly task: NeedleTask;
  /** One chance level holds for all questions of a kind. */
  readonly kind: string;
  readonly answer: string;
  /** As VNBench has it, a sample is right when all four tries are; there other options, here other words. */
  readonly tries: readonly string[];
  /** That hold what is asked about, ascending, without the ends; none for what is common. */
  readonly chunks: readonly number[];
}

const TRIES = 4;
const STREAM = 0xa5d;

export function calmNeedleQuestions(
  spec: ClipSpec,
  isClose: boolean,
  { chunkTicks }: HidingOptions,
): NeedleQuestion[] {
  const random = new Random(spec.seed, STREAM);
  const { needles } = spec;
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

const BUSY_TASKS: Readonly<Record<BusyType, NeedleTask>> = {
  where: "retrieval",
  behind: "retrieval",
  after: "ordering",
  nowhere: "common",
  "shape-of": "retrieval",
  "color-of": "retrieval",
};

export function busyNeedleQuestions(
  { spec, targets }: LongBusyClip,
  { ticks, chunkTicks }: HidingOptions,
): NeedleQuestion[] {
  const random = new Random(spec.seed, STREAM);
  const last = Math.floor((ticks - 1) / chunkTicks);
  const chunksOf = (type: BusyType, target: number): number[] => {
    // What comes after it is in the answer too.
    const shown = spec.needles.slice(target, type === "after" ? target + 2 : target + 1);
    const chunks = shown.map((each) => Math.floor(stayOf(each, ticks).first / chunkTicks));
    return [...new Set(chunks)].filter((chunk) => chunk > 0 && chunk < last);
  };
  const questions = targets.flatMap((target) => {
    const needle = spec.needles[target];
    if (needle === undefined) return [];
    return targetQuestions(spec, target).map(({ type, answer }) => ({
      task: BUSY_TASKS[type],
      kind: type,
      answer,
      tries: random
        .shuffled(busyPhrasings(type, subjectOf(type, needle)))
        .slice(0, TRIES)
        .map((text) => loosen(random, text)),
      chunks: chunksOf(type, target),
    }));
  });
  return [...questions, commonQuestion(random, ofMain(spec))];
}

/** What names the thing: its colour where its shape is asked for, and the other way about. */
function subjectOf(type: BusyType, needle: Needle): string {
  if (type === "shape-of") return needle.color;
  return type === "color-of" ? needle.shape : figureName(needle);
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

/** The world knows numbers up to three. */
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

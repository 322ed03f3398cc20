// Which long clips the needle suite asks about, and what it asks: lengths and needles in turn, every question in four
// wordings, exact answers of the drawn world. Pure.

import {
  numberAnswer,
  placeAnswer,
  needlesAnswer,
  sentence,
  withArticle,
} from "../../../world/answers.ts";
import { longClip, needleChunks, Random, type ClipSpec } from "../../../world/index.ts";
import { phrase, PHRASINGS } from "../../../world/phrasings.ts";
import { UsageError } from "../../usage.ts";
import { FIRST_TRAINING_SEED } from "../suite.ts";

/** `common`: about what is there all the time, a check that the rest of the video is not lost. */
export type NeedleTask = "retrieval" | "ordering" | "counting" | "common";
export const NEEDLE_TASKS = ["retrieval", "ordering", "counting"] as const;

export interface NeedleQuestion {
  readonly task: NeedleTask;
  /** One chance level holds for all questions of a kind. */
  readonly kind: string;
  readonly answer: string;
  /** As VNBench has it, a sample is right when all four tries are; there other options, here other words. */
  readonly tries: readonly string[];
}

export interface NeedleClip {
  readonly index: number;
  readonly seconds: number;
  readonly spec: ClipSpec;
  /** Chunks that hold needles, ascending. */
  readonly chunks: readonly number[];
  readonly questions: readonly NeedleQuestion[];
}

export interface NeedleSuite {
  readonly clips: number;
  readonly seed: number;
  readonly seconds: readonly number[];
  readonly chunkFrames: number;
}

export const DEFAULT_SECONDS: readonly number[] = [60, 120, 240, 600];
/** Clips below are for tuning; from here on nothing was ever tuned on. */
export const FIRST_TEST_SEED = 40_000;
const TRIES = 4;

/** Needles, in turn: every count equally often, so that no constant answer wins. */
const GROUPS = [
  { needles: 1, isClose: false },
  { needles: 2, isClose: false },
  { needles: 3, isClose: false },
  { needles: 1, isClose: false },
  { needles: 2, isClose: true },
  { needles: 3, isClose: false },
] as const;

/**
 * Clip i has seed + i, so that a longer run holds the shorter one.
 * @throws UsageError when the seeds cross from tuning to testing, or reach those of training.
 */
export function needleClips({ clips, seed, seconds, chunkFrames }: NeedleSuite): NeedleClip[] {
  const end = seed + clips;
  for (const [border, what] of [
    [FIRST_TEST_SEED, "of tuning and of testing"],
    [FIRST_TRAINING_SEED, "of testing and of training"],
  ] as const) {
    if (seed < border && end > border) {
      throw new UsageError(
        `--clips ${clips} from --seed ${seed} mix seeds ${what}; the border is ${border}.`,
      );
    }
  }
  return Array.from({ length: clips }, (_, index) => {
    const ticks = seconds[index % seconds.length] ?? 60;
    // One step more each round of both, so that every length meets every group.
    const turn = index + Math.floor(index / leastCommonMultiple(seconds.length, GROUPS.length));
    const group = GROUPS[turn % GROUPS.length] ?? GROUPS[0];
    const spec = longClip(seed + index, { ...group, ticks, chunkTicks: chunkFrames });
    return {
      index,
      seconds: ticks,
      spec,
      chunks: needleChunks(spec, chunkFrames),
      questions: needleQuestions(spec, group.isClose),
    };
  });
}

export const isTuning = (seed: number): boolean => seed < FIRST_TEST_SEED;

const QUESTION_STREAM = 0xa5d;

function needleQuestions(spec: ClipSpec, isClose: boolean): NeedleQuestion[] {
  const random = new Random(spec.seed, QUESTION_STREAM);
  const { needles } = spec;
  const ask = (
    task: NeedleTask,
    kind: string,
    templates: readonly string[],
    answer: string,
  ): NeedleQuestion => ({
    task,
    kind,
    answer,
    tries: random
      .shuffled(templates)
      .slice(0, TRIES)
      .map((template) => phrase(random, [template])),
  });
  const named = (index: number): string => {
    const needle = needles.at(index);
    return needle === undefined ? "Nothing." : sentence(withArticle(needle));
  };
  const close = isClose ? "-close" : "";
  const [common] = random.shuffled(commonQuestions(spec));
  return [
    ...(needles.length === 1
      ? [ask("retrieval", "one", PHRASINGS.needle, named(0))]
      : [
          ask("retrieval", `first${close}`, PHRASINGS.first, named(0)),
          ask("retrieval", `last${close}`, PHRASINGS.last, named(-1)),
          ask("ordering", `order-${needles.length}${close}`, PHRASINGS.needle, needlesAnswer(spec)),
        ]),
    ask("counting", "count", PHRASINGS.count, numberAnswer(needles.length)),
    ...(common === undefined ? [] : [ask("common", ...common)]),
  ];
}

/** Of what is there all the time; the world knows numbers up to three. */
function commonQuestions(
  spec: ClipSpec,
): (readonly [kind: string, templates: readonly string[], answer: string])[] {
  const { main, scenes } = spec;
  return [
    ["background-start", PHRASINGS.backgroundStart, sentence(scenes[0]?.background ?? "")],
    ["background-end", PHRASINGS.backgroundEnd, sentence(scenes.at(-1)?.background ?? "")],
    ["color", PHRASINGS.color, sentence(main.color)],
    ["shape", PHRASINGS.shape, sentence(`a ${main.shape}`)],
    ["place-start", PHRASINGS.placeStart, placeAnswer(spec, false)],
    ["place-end", PHRASINGS.placeEnd, placeAnswer(spec, true)],
    ...(scenes.length > 3
      ? []
      : [["scenes", PHRASINGS.scenes, numberAnswer(scenes.length)] as const]),
  ];
}

function leastCommonMultiple(a: number, b: number): number {
  let multiple = Math.max(a, b);
  while (multiple % a !== 0 || multiple % b !== 0) multiple++;
  return multiple;
}

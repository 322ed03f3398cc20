// Which long clips the needle suite asks about: lengths and needles in turn. Pure.

import { type ClipSpec, longClip } from "../../../world/index.ts";
import { UsageError } from "../../cli/options.ts";
import { FIRST_TRAINING_SEED } from "../clips/suite.ts";
import {
  ASKED_TASKS,
  type NeedleQuestion,
  needleQuestions,
  type NeedleTask,
  TRIES,
} from "./questions.ts";
import { withPassers } from "../../../world/passers.ts";

export interface NeedleClip {
  readonly index: number;
  readonly seconds: number;
  readonly spec: ClipSpec;
  readonly questions: readonly NeedleQuestion[];
}

export interface NeedleSuite {
  readonly clips: number;
  readonly seed: number;
  readonly seconds: readonly number[];
  readonly chunkFrames: number;
  /** The wordings of each question, 1 to 4; default 4. */
  readonly tries?: number;
  /**
   * The seconds from one passer to the next on average: each clip is then full of things that pass, and of five others every one is
   * asked about by its name. Default none.
   */
  readonly passing?: number | undefined;
  /** The kinds of questions that are asked; clips without one are left out. Default: all. */
  readonly tasks?: readonly NeedleTask[];
}

export const DEFAULT_SECONDS: readonly number[] = [60, 120, 240, 600];
/** Seeds below are for tuning; nothing was ever tuned on those from here on. */
export const FIRST_TEST_SEED = 40_000;

/** So many things that not all of their chunks are in detail, and one is asked about by its name. */
export const CROWD = 6;

/** With passers two colours are theirs, and one is the main object's. */
const AMONG_PASSERS = { needles: 5, isClose: false, longest: 1 } as const;

/** The numbers of needles in turn: every count up to three equally often, so that no constant answer wins. */
const NEEDLES = [
  { needles: 1, isClose: false },
  { needles: 2, isClose: false },
  { needles: CROWD, isClose: false },
  { needles: 3, isClose: false },
  { needles: 1, isClose: false },
  { needles: 2, isClose: true },
  { needles: CROWD, isClose: false },
  { needles: 3, isClose: false },
] as const;

/**
 * Returns the clips. Clip i has seed + i, so that a longer run contains the shorter one.
 * @throws UsageError when the seeds cross from tuning to testing, or reach those of training; and for clips that can
 * hide nothing.
 */
export function needleClips(suite: NeedleSuite): NeedleClip[] {
  const { clips, seed, seconds, chunkFrames, passing, tries = TRIES, tasks = ASKED_TASKS } = suite;
  checkSeeds(seed, seed + clips);
  const drawn = Array.from({ length: clips }, (_, index) => {
    const ticks = seconds[index % seconds.length] ?? 60;
    // One more step for each round of both, so that every length meets every group.
    const turn = index + Math.floor(index / leastCommonMultiple(seconds.length, NEEDLES.length));
    const told = NEEDLES[turn % NEEDLES.length] ?? NEEDLES[0];
    const group = passing === undefined ? told : AMONG_PASSERS;
    const hiding = { ticks, chunkTicks: chunkFrames };
    try {
      const plain = longClip(seed + index, { ...group, ...hiding });
      const spec = passing === undefined ? plain : withPassers(plain, passing);
      const questions = needleQuestions(spec, group.isClose, hiding)
        .filter(({ task }) => tasks.includes(task))
        .map((question) => ({ ...question, tries: question.tries.slice(0, tries) }));
      return { index, seconds: ticks, spec, questions };
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
      throw new UsageError(
        `In ${ticks} seconds with chunks of ${chunkFrames} there is not enough that 32 even frames do not see; other --seconds may do.`,
        { cause: thrown },
      );
    }
  });
  return drawn.filter(({ questions }) => questions.length > 0);
}

export const isTuning = (seed: number): boolean => seed < FIRST_TEST_SEED;

function checkSeeds(first: number, end: number): void {
  for (const [border, what] of [
    [FIRST_TEST_SEED, "of tuning and of testing"],
    [FIRST_TRAINING_SEED, "of testing and of training"],
  ] as const) {
    if (first < border && end > border) {
      throw new UsageError(
        `${end - first} clips from --seed ${first} mix seeds ${what}; the border is ${border}.`,
      );
    }
  }
}

function leastCommonMultiple(a: number, b: number): number {
  let multiple = Math.max(a, b);
  while (multiple % a !== 0 || multiple % b !== 0) multiple++;
  return multiple;
}

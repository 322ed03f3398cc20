// Long clips in which brief events hide from an even sample of frames, like the needles in VNBench's videos, with the
// shapes, colours and sizes of the rest of this world. One tick is one frame of the video.

import type { ClipSpec, MainObject, Needle, Scene } from "./clip.ts";
import { BACKGROUNDS, BACKGROUND_NAMES, COLOR_NAMES, type ColorName } from "./palette.ts";
import {
  DEEP,
  hiding,
  middleOf,
  SHALLOW,
  stayOf,
  type HidingOptions,
  type Stay,
} from "./hidden.ts";
import { Random } from "../../src/base/random.ts";
import { ASPECTS, sampleFigure, sampleMain, sampleSpot, widen } from "./sample.ts";

export interface LongClipOptions extends HidingOptions {
  /** The number of needles, 1–7: each has its own colour, and so has the main object. */
  readonly needles: number;
  /** Whether all needles are in one chunk instead of each in its own. */
  readonly isClose: boolean;
  /** How many ticks a needle stays at most, 1 or 2. Default 2. */
  readonly longest?: 1 | 2;
}

/** A random stream separate from those of `sampleClip` and of the questions. */
const STREAM = 0x10c;
/** The number of equal depths, each with at most one needle. */
const SLOTS = 20;
/** The fewest ticks without a needle between two of them. */
const APART = 2;
const SCENE_TICKS = 60;
const ATTEMPTS = 2000;

/**
 * Draws a long clip: the same seed and options give the same clip everywhere. Needles stay for one or two ticks that
 * are not in an even sample of 32 frames, outside the first and the last chunk, at least two ticks apart.
 * @throws RangeError when the clip is too short for its needles.
 */
export function longClip(seed: number, options: LongClipOptions): ClipSpec {
  const random = new Random(seed, STREAM);
  const { ticks } = options;
  const aspect = random.pick(ASPECTS);
  const colors = random.shuffled(COLOR_NAMES);
  const scenes = sampleScenes(random, ticks);
  const main = sampleMain(random, ticks, aspect, colors[0] ?? "red");
  const stays = allowedStays(options);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const chosen = sampleStays(random, stays, options);
    if (!areApart(chosen, options)) continue;
    const needles = chosen.flatMap((stay, i) =>
      needleAt(random, { stay, ticks, aspect, main, color: colors[i + 1] ?? "white" }),
    );
    if (needles.length < chosen.length) continue;
    return { seed, aspect, frames: ticks, scenes, main, needles, noise: random.uniform(1, 7) };
  }
  throw new RangeError(`a clip of ${ticks} ticks has no place for ${options.needles} needles`);
}

/** Returns the chunks that hold the clip's needles, ascending, each once. */
export function needleChunks({ needles, frames }: ClipSpec, chunkTicks: number): number[] {
  const chunks = needles.map((needle) => chunkOf(stayOf(needle, frames).first, chunkTicks));
  return [...new Set(chunks)];
}

/** Draws about one scene a minute, at least two, each with its own background. */
function sampleScenes(random: Random, ticks: number): Scene[] {
  const most = BACKGROUND_NAMES.length;
  const count = Math.min(most, Math.max(2, 1 + Math.round(ticks / SCENE_TICKS)));
  const shortest = Math.floor(ticks / (2 * count));
  const slack = ticks - count * shortest;
  const shifts = Array.from({ length: count - 1 }, () => random.integer(0, slack)).sort(
    (one, other) => one - other,
  );
  const cuts = [0, ...shifts.map((shift, i) => shift + (i + 1) * shortest), ticks];
  return random
    .shuffled(BACKGROUND_NAMES)
    .slice(0, count)
    .map((background, i) => ({
      from: (cuts[i] ?? 0) / ticks,
      to: (cuts[i + 1] ?? ticks) / ticks,
      background,
      rgb: BACKGROUNDS[background],
      slope: { x: random.uniform(-15, 15), y: random.uniform(-15, 15) },
    }));
}

const chunkOf = (tick: number, chunkTicks: number): number => Math.floor(tick / chunkTicks);

function allowedStays(options: LongClipOptions): Stay[] {
  const isHidden = hiding(options);
  const lengths = options.longest === 1 ? [1] : [1, 2];
  return lengths.flatMap((length) =>
    Array.from({ length: options.ticks }, (_, first) => ({ first, length })).filter(isHidden),
  );
}

/** Chooses different depths first, then the nearest places allowed there, in order of time. */
function sampleStays(
  random: Random,
  stays: readonly Stay[],
  { ticks, needles, isClose, chunkTicks }: LongClipOptions,
): Stay[] {
  const slots = random.shuffled(Array.from({ length: SLOTS }, (_, slot) => slot));
  const tickOf = (slot: number): number =>
    ticks * (SHALLOW + ((DEEP - SHALLOW) * (slot + random.uniform())) / SLOTS);
  const near = (tick: number): Stay[] => {
    const lengths = new Set(stays.map(({ length }) => length)); // a short clip may have no two unseen ticks in a row
    const length = lengths.size === 0 ? 1 : random.pick([...lengths]);
    const distance = (stay: Stay): number => Math.abs(middleOf(stay) - tick);
    return stays
      .filter((stay) => stay.length === length)
      .sort((one, other) => distance(one) - distance(other));
  };
  const chosen: Stay[] = [];
  const [first] = near(tickOf(slots[0] ?? 0));
  if (first === undefined) return [];
  chosen.push(first);
  for (let i = 1; i < needles; i++) {
    const chunk = chunkOf(first.first, chunkTicks);
    const tick = isClose ? random.uniform(chunk, chunk + 1) * chunkTicks : tickOf(slots[i] ?? 0);
    const [stay] = near(tick);
    if (stay !== undefined) chosen.push(stay);
  }
  return chosen.sort((one, other) => one.first - other.first);
}

function areApart(
  stays: readonly Stay[],
  { needles, isClose, chunkTicks }: LongClipOptions,
): boolean {
  const chunks = new Set(stays.map(({ first }) => chunkOf(first, chunkTicks)));
  return (
    stays.length === needles &&
    chunks.size === (isClose ? 1 : needles) &&
    stays.every(({ first }, i) => {
      const before = stays[i - 1];
      return before === undefined || first - (before.first + before.length) >= APART;
    })
  );
}

interface NeedlePlan {
  readonly stay: Stay;
  readonly ticks: number;
  readonly aspect: number;
  readonly main: MainObject;
  readonly color: ColorName;
}

/** Returns no needle when no place beside the main object was found. */
function needleAt(random: Random, { stay, ticks, aspect, main, color }: NeedlePlan): Needle[] {
  const size = widen(aspect, random.uniform(0.24, 0.28));
  const time = { from: stay.first / ticks, to: (stay.first + stay.length) / ticks };
  const center = sampleSpot(random, aspect, main, size, time);
  return center === undefined ? [] : [{ ...sampleFigure(random, color, size), ...time, center }];
}

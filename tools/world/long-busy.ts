// Long clips in which things appear all the time, and what to ask of a few moments that no even sample of frames meets.

import { busyQuestions, sampleBusyClip, type BusyQuestion } from "./busy.ts";
import { sceneAt, tickTime, type ClipSpec } from "./clip.ts";
import { hiding, stayOf, type HidingOptions } from "./hidden.ts";
import { Random } from "./random.ts";

export interface LongBusyClip {
  readonly spec: ClipSpec;
  /** Needles that appear once, hidden, and are not the last; ascending. */
  readonly targets: readonly number[];
}

const STREAM = 0x1b5;
/** Between the extremes of what training draws. */
const DENSITY = [0.4, 0.8] as const;
/** Things that appear once, however long the clip: the others come again and again. */
const ONCE = 12;
const ATTEMPTS = 50;

/** Draws a long clip with `targets` hidden moments: the same seed and options give the same clip everywhere. */
export function longBusyClip(
  seed: number,
  options: HidingOptions & { readonly targets: number },
): LongBusyClip {
  const random = new Random(seed, STREAM);
  const isHidden = hiding(options);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    // Seeds of training stay below 2^32.
    const spec = sampleBusyClip(seed + attempt * 2 ** 32, {
      frames: options.ticks,
      density: random.uniform(...DENSITY),
      once: ONCE,
    });
    const last = spec.needles.length - 1;
    const isFound = (index: number): boolean => {
      const needle = spec.needles[index];
      if (index >= last || needle === undefined) return false;
      const stay = stayOf(needle, options.ticks);
      // Behind a thing that outlasts a cut are two backgrounds.
      const behind = [stay.first, stay.first + stay.length - 1].map(
        (tick) => sceneAt(spec, tickTime(spec, tick)).background,
      );
      return isHidden(stay) && new Set(behind).size === 1;
    };
    const asked = new Set(busyQuestions(spec).map(({ needle }) => needle));
    const found = random.shuffled([...asked].filter(isFound)).slice(0, options.targets);
    if (found.length === options.targets) {
      return { spec, targets: found.sort((one, other) => one - other) };
    }
  }
  throw new RangeError(`a busy clip of ${options.ticks} ticks hides no ${options.targets} things`);
}

/** What is asked of a target, and of something that is not there. */
export const targetQuestions = (spec: ClipSpec, target: number): BusyQuestion[] =>
  busyQuestions(spec).filter(({ needle }) => needle === target);

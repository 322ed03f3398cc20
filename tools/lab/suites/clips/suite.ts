// Which clips are asked about: held out by their seeds, of all lengths, with all counts of brief events. Pure.

import { sampleClip } from "../../../world/index.ts";
import { UsageError } from "../../cli/options.ts";

export interface SuiteClip {
  readonly index: number;
  readonly seed: number;
  readonly ticks: number;
}

/** Training draws its clips from seeds from a million on; nothing below is ever trained on. */
export const FIRST_TRAINING_SEED = 1_000_000;

/** The lengths in ticks, in turn; at 48 the model sees as many tokens as it ever does. */
const LENGTHS = [8, 12, 16, 24, 32, 48] as const;

/** The numbers of brief events, in turn, so that "nothing", one and several are asked about equally often. */
const NEEDLES = [0, 1, 2, 3] as const;

/**
 * Returns `count` clips from `seed` on. Clip i has length i mod 6 and, among the seeds not yet used, is the first with
 * the number of brief events whose turn it is.
 * @throws UsageError when the seeds would reach those of training.
 */
export function suiteClips(count: number, seed: number): SuiteClip[] {
  const clips: SuiteClip[] = [];
  let next = seed;
  for (let index = 0; index < count; index++) {
    const ticks = LENGTHS[index % LENGTHS.length] ?? 16;
    // Lengths and events take turns at different speeds, so that every pair comes up.
    const needles = NEEDLES[Math.floor(index / LENGTHS.length + index) % NEEDLES.length];
    while (sampleClip(next, { frames: ticks }).needles.length !== needles) next++;
    if (next >= FIRST_TRAINING_SEED) {
      throw new UsageError(
        `--clips ${count} from --seed ${seed} reach seed ${next}; held-out clips lie below ${FIRST_TRAINING_SEED}.`,
      );
    }
    clips.push({ index, seed: next++, ticks });
  }
  return clips;
}

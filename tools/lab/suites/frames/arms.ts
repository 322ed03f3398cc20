// What is left out: so many of the least unique frames, of the most unique ones, or drawn. Pure.

import type { LeftOutKind, PositionsId } from "../../../../src/engine/api.ts";
import { numberWithin, UsageError, whole } from "../../cli/options.ts";
import { type Arm, ENCODE_ALL } from "../../../../src/evaluation/arms.ts";

/** An arm with what it leaves out; none of the frames for the first. */
export interface FramesArm extends Arm {
  readonly which: LeftOutKind | null;
  readonly count: number;
}

/** Drawn frames are drawn so often, and the arm is their mean. */
const SEEDS = [0, 1, 2];

export interface FramesArmsOf {
  readonly kinds: readonly LeftOutKind[];
  readonly counts: readonly number[];
  readonly frames: number;
  readonly positions: PositionsId | null;
}

/** Reads "0,4,8". @throws UsageError for counts that leave no frame, or that are given twice. */
export function readCounts(text: string, frames: number): number[] {
  const counts = text
    .split(",")
    .map((each) => numberWithin("--counts", each, whole(0, frames - 1)));
  if (new Set(counts).size === counts.length) return counts.sort((one, other) => one - other);
  throw new UsageError("--counts holds a number twice.");
}

/** Returns all frames first, which every curve begins with, then each kind with each count. */
export function framesArms({ kinds, counts, frames, positions }: FramesArmsOf): FramesArm[] {
  const placed = positions === null ? {} : { positions };
  const all = { method: "uniform", retention: 1, ...placed } as const;
  const arms = kinds.flatMap((which) =>
    counts
      .filter((count) => count > 0)
      .map((count): FramesArm => {
        const leftOut = { which, count };
        const requests =
          which === "random"
            ? SEEDS.map((seed) => ({ ...all, leftOut: { ...leftOut, seed } }))
            : [{ ...all, leftOut }];
        return {
          method: `−${count} ${which}`,
          retention: (frames - count) / frames,
          positions,
          encode: ENCODE_ALL,
          requests,
          which,
          count,
        };
      }),
  );
  const shared = { positions, encode: ENCODE_ALL };
  const full = { method: "all frames", retention: 1, ...shared, requests: [all] };
  return [{ ...full, which: null, count: 0 }, ...arms];
}

// Frames that are left out whatever method chooses: the experiment of VidCom²'s figure 1, and a reader's own choice.

import { AppError } from "../base/errors.ts";

/** Which frames are left out: those of these places, or so many of the least or most unique, or drawn. */
export type LeftOut =
  | { readonly frames: readonly number[] }
  | {
      readonly which: LeftOutKind;
      readonly count: number;
      /** A whole number from which "random" draws. Default 0. */
      readonly seed?: number;
    };

export type LeftOutKind = "redundant" | "unique" | "random";

export const LEFT_OUT_KINDS: readonly LeftOutKind[] = ["redundant", "unique", "random"];

/**
 * Returns the places of the frames that are left out, ascending. `uniqueness` is u_t [T] of VidCom²; of equal frames the first
 * is left out.
 * @throws AppError `left-out-invalid` where no frame would stay, or a place is none.
 */
export function leftOutFrames(leftOut: LeftOut, uniqueness: ArrayLike<number>): number[] {
  const all = Array.from(uniqueness, (_, frame) => frame);
  const frames =
    "frames" in leftOut
      ? [...new Set(leftOut.frames)]
      : ordered(all, leftOut, uniqueness).slice(0, leftOut.count);
  const isCount = !("count" in leftOut) || (Number.isInteger(leftOut.count) && leftOut.count >= 0);
  const wanted = "frames" in leftOut ? frames.length : leftOut.count;
  if (isCount && wanted < all.length && frames.every((frame) => all.includes(frame))) {
    return frames.sort((one, other) => one - other);
  }
  throw new AppError(
    "left-out-invalid",
    `${"frames" in leftOut ? `The frames ${frames.join(", ")}` : `${leftOut.count} frames`} cannot be left out of ${all.length}.`,
    "Leave at least one frame, and name frames by their places from 0.",
  );
}

/** All frames, those that are left out first at the beginning. */
function ordered(
  frames: readonly number[],
  { which, seed = 0 }: Exclude<LeftOut, { readonly frames: unknown }>,
  uniqueness: ArrayLike<number>,
): number[] {
  const keyOf = (frame: number): number =>
    which === "random"
      ? hashOf(seed, frame)
      : (uniqueness[frame] ?? 0) * (which === "unique" ? -1 : 1);
  return frames.toSorted((one, other) => keyOf(one) - keyOf(other) || one - other);
}

/** Two rounds of MurmurHash3's finaliser: 32 bits that look drawn. */
function hashOf(seed: number, frame: number): number {
  const mixed = (value: number): number => {
    let hash = value >>> 0;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  };
  return mixed(mixed(seed + 0x9e3779b9) + frame);
}

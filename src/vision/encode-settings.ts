// What of a video's frames goes through the vision encoder.

import { AppError } from "../base/errors.ts";
import type { Grid } from "../base/shape.ts";

/** Which patches take what was encoded at their place before, instead of being encoded. */
export interface StaticSettings {
  /**
   * The largest difference at which a patch counts as unchanged: none of its pixels (of large patches: no mean of two by two)
   * differs by more from the patch that was encoded last at its place. In the model's normalised pixels, of which black and white
   * are about 2 apart; at least 0.
   */
  readonly threshold: number;
  /** The number of steps after which a patch is encoded in any case, at least 1; a step is a frame, or two that share tokens. */
  readonly refresh: number;
}

/** The methods that may choose tokens before they are encoded. */
export const CHOOSERS = ["vidcom2", "cover"] as const;

/** A method that may choose tokens before they are encoded. */
export type ChooserId = (typeof CHOOSERS)[number];

/** Which tokens are encoded at all. */
export interface ChosenSettings {
  /** The share of each frame's tokens, above 0, at most 1; equally many of every frame. */
  readonly share: number;
  /** The method that chooses them, by what their patches look like before the encoder's first layer. */
  readonly by: ChooserId;
}

/** What is encoded. */
export interface EncodeSettings {
  /** Which patches are copied; null encodes every patch. Default null. */
  readonly still: StaticSettings | null;
  /**
   * Which tokens are encoded; the others are lost, whatever is kept of the encoded ones. Does not go with `still`. Null, and a share
   * of 1, encode all. Default null.
   */
  readonly chosen: ChosenSettings | null;
}

/** How videos are encoded when nothing is said. */
export const DEFAULT_ENCODE: EncodeSettings = { still: null, chosen: null };

/** What is copied when a reader wants what does not change to be copied. */
export const COPYING: StaticSettings = { threshold: 0.1, refresh: 8 };

/** Fills in the defaults. @throws AppError `encode-settings` for an invalid setting, since they also come from scripts. */
export function completeEncodeSettings(given: Partial<EncodeSettings> = {}): EncodeSettings {
  const { still = DEFAULT_ENCODE.still, chosen = DEFAULT_ENCODE.chosen } = given;
  if (still !== null) {
    const { threshold, refresh } = still;
    check(threshold >= 0 && threshold < Infinity, `a threshold of ${threshold}`, "0.1, or 0");
    check(Number.isSafeInteger(refresh) && refresh >= 1, `a refresh after ${refresh} steps`, "8");
  }
  if (chosen !== null) {
    const { share, by } = chosen;
    check(share > 0 && share <= 1, `a share of ${share} of their tokens`, "0.5, or up to 1");
    check(CHOOSERS.includes(by), `tokens chosen by "${by}"`, `one of ${CHOOSERS.join(", ")}`);
  }
  const isEither = still === null || chosen === null;
  check(isEither, "both static patches and chosen tokens", "one of them");
  return { still, chosen: chosen?.share === 1 ? null : chosen };
}

function check(isFine: boolean, what: string, example: string): void {
  if (isFine) return;
  throw new AppError(
    "encode-settings",
    `Frames cannot be encoded with ${what}.`,
    `Give ${example}.`,
  );
}

/** What became of a patch. */
export const PATCH = { copied: 0, encoded: 1, leftOut: 2 } as const;

/** What became of the patches of each step. */
export interface PatchMap {
  /** The grid of a step's patches, P = rows × columns. */
  readonly grid: Grid;
  /** One of `PATCH` for each patch of each step, [T × P], row by row. */
  readonly fates: Uint8Array;
}

/** How many patches there were. */
export interface PatchCount {
  /** The number of patches of all steps. */
  readonly patches: number;
  /** How many of them went through the encoder's layers; the others were copied, or left out. */
  readonly encoded: number;
}

/** What of a video's frames was encoded. */
export interface EncodeReport {
  /** How many patches were encoded; null where the whole encoder ran, which takes all. */
  readonly count: PatchCount | null;
  /** Why the whole encoder ran although not all was to be encoded, as a sentence; null where all went as asked. */
  readonly left: string | null;
}

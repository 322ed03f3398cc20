// What of a video's frames goes through the vision encoder.

import { AppError } from "../base/errors.ts";

/** Which patches take what was encoded at their place before, instead of being encoded. */
export interface StaticSettings {
  /**
   * The largest difference at which a patch counts as unchanged: none of its values differs by more from the patch that was
   * encoded last at its place. In the model's normalised pixels, of which black and white are about 2 apart; at least 0.
   */
  readonly threshold: number;
  /** The number of steps after which a patch is encoded in any case, at least 1; a step is a frame, or two that share tokens. */
  readonly refresh: number;
}

/** What is encoded. */
export interface EncodeSettings {
  /** Which patches are copied; null encodes every patch. Default null. */
  readonly still: StaticSettings | null;
}

/** How videos are encoded when nothing is said. */
export const DEFAULT_ENCODE: EncodeSettings = { still: null };

/** Fills in the defaults. @throws AppError `encode-settings` for an invalid setting, since they also come from scripts. */
export function completeEncodeSettings(given: Partial<EncodeSettings> = {}): EncodeSettings {
  const { still = DEFAULT_ENCODE.still } = given;
  if (still !== null) {
    const { threshold, refresh } = still;
    check(threshold >= 0 && threshold < Infinity, `a threshold of ${threshold}`, "0.1, or 0");
    check(Number.isSafeInteger(refresh) && refresh >= 1, `a refresh after ${refresh} steps`, "8");
  }
  return { still };
}

function check(isFine: boolean, what: string, example: string): void {
  if (isFine) return;
  throw new AppError(
    "encode-settings",
    `Frames cannot be encoded with ${what}.`,
    `Give ${example}.`,
  );
}

/** How many patches there were. */
export interface PatchCount {
  /** The number of patches of all steps. */
  readonly patches: number;
  /** How many of them went through the encoder's layers; the others were copied. */
  readonly encoded: number;
}

/** What of a video's frames was encoded. */
export interface EncodeReport {
  /** How many patches were encoded; null where the whole encoder ran, which takes all. */
  readonly count: PatchCount | null;
  /** Why the whole encoder ran although not all was to be encoded, as a sentence; null where all went as asked. */
  readonly left: string | null;
}

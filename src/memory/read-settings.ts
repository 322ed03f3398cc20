// How a long video is read. A reading can only be continued with the settings it was begun with.

import { AppError } from "../base/errors.ts";
import { SCORER_IDS, type Scorer } from "./choices.ts";
import type { Placing } from "./place-positions.ts";
import { DEFAULT_SHARES, type Shares } from "./levels.ts";

/** How a video is read whole. */
export interface ReadSettings {
  /** The number of frames a second that are read, above 0. Default 1. */
  readonly framesPerSec: number;
  /** The number of frames of a chunk, at least 1. Default 8. */
  readonly chunkFrames: number;
  /** The shares of a chunk's tokens in detail and in the compact set. Default 1/2 and 1/16. */
  readonly shares: Shares;
  /** The scorer that decides which tokens of a chunk stay. Default "cover". */
  readonly scorer: Scorer;
  /**
   * How often each chunk is prefilled: once, or twice, behind the detailed and behind the compact history, as Video-X²L has
   * it. Default 1.
   */
  readonly passes: 1 | 2;
  /** Whether the compact set has one mean entry a frame among its tokens. Default false. */
  readonly prototypes: boolean;
  /**
   * The share of the model's context that compact entries may take, above 0 and at most 1, and never so much that the next
   * chunk has no room. The more chunks, the fewer entries each gives, at least one: a question's prefill looks at all of
   * them, however long the video is. Default 1/4.
   */
  readonly contextShare: number;
  /**
   * A difference from 0 to 1: a frame that differs less from the last encoded one takes its tokens. Default 0, which never
   * happens.
   */
  readonly reuseBelow: number;
  /** Whether patches that have not changed are copied instead of encoded. Default false. */
  readonly copiesStill: boolean;
  /**
   * Where what is kept stands in the model's sequence: `original`, as if nothing had been dropped, as long as the model has
   * positions for that; `compact`, one behind the other. Default null: `original` for a family that gives each token its time
   * (M-RoPE), `compact` for the others.
   */
  readonly positions: Placing["positions"] | null;
}

/** How a video is read when nothing is said. */
export const DEFAULT_READ_SETTINGS: ReadSettings = {
  framesPerSec: 1,
  chunkFrames: 8,
  shares: DEFAULT_SHARES,
  scorer: "cover",
  passes: 1,
  prototypes: false,
  contextShare: 1 / 4,
  reuseBelow: 0,
  copiesStill: false,
  positions: null,
};

/**
 * Fills in the defaults. @throws AppError `read-settings` for an invalid setting, since they also come from scripts.
 */
export function completeReadSettings(given: Partial<ReadSettings> = {}): ReadSettings {
  const isSetting = ([name, value]: [string, unknown]) =>
    name in DEFAULT_READ_SETTINGS && value !== undefined;
  const settings: ReadSettings = {
    ...DEFAULT_READ_SETTINGS,
    ...Object.fromEntries(Object.entries(given).filter(isSetting)),
  };
  const { framesPerSec, chunkFrames, shares, scorer, passes, contextShare, reuseBelow } = settings;
  const { positions } = settings;
  const isNumber = (value: unknown): boolean => typeof value === "number";
  const numbers = [shares.compact, shares.detailed, contextShare, reuseBelow];
  check(numbers.every(isNumber), `shares of ${numbers.join(", ")}`, "numbers");
  check(framesPerSec > 0 && Number.isFinite(framesPerSec), `${framesPerSec} frames a second`, "1");
  check(Number.isInteger(chunkFrames) && chunkFrames > 0, `chunks of ${chunkFrames} frames`, "8");
  check(
    0 < shares.compact && shares.compact <= shares.detailed && shares.detailed <= 1,
    `a compact share of ${shares.compact} and a detailed one of ${shares.detailed}`,
    "1/16 and 1/2: above 0, at most 1, and the compact one not the larger",
  );
  check(SCORER_IDS.includes(scorer), `a scorer "${scorer}"`, `one of ${SCORER_IDS.join(", ")}`);
  check([1, 2].includes(passes), `${passes} passes`, "1 or 2");
  const context = `a share of ${contextShare} of the context for its compact memory`;
  check(0 < contextShare && contextShare <= 1, context, "1/4");
  const isKnown = [null, "original", "compact"].includes(positions);
  check(isKnown, `positions "${positions}"`, "original, compact or null");
  const { copiesStill } = settings;
  check(
    typeof copiesStill === "boolean",
    `copies that are "${String(copiesStill)}"`,
    "true, or false",
  );
  check(reuseBelow >= 0 && reuseBelow <= 1, `a threshold of ${reuseBelow}`, "0, or up to 1");
  return settings;
}

function check(isFine: boolean, what: string, example: string): void {
  if (isFine) return;
  throw new AppError("read-settings", `A video cannot be read with ${what}.`, `Give ${example}.`);
}

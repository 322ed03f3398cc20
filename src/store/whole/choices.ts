// What can be chosen for reading a video whole, and what a choice costs before anything is read.

import type { ModelInfo, ReadSettings } from "../../engine/api.ts";
import { DEFAULT_READ_SETTINGS, DEFAULT_RECALL } from "../../engine/catalogue.ts";
import type { WholeChoices, ReadChoices } from "./types.ts";

/** Longer than this, 32 even frames are more than four seconds apart, and moments fall between them. */
export const MOST_FRAMES_SEC = 120;

export const RATES = [2, 1, 1 / 2, 1 / 4] as const;
export const DETAILED_SHARES = [1, 1 / 2, 1 / 4] as const;
export const COMPACT_SHARES = [1 / 8, 1 / 16, 1 / 32] as const;
export const CHUNK_COUNTS = [1, 2, 3, 5, 8, 16] as const;

const { chunkFrames: CHUNK_FRAMES, framesPerSec, shares, scorer } = DEFAULT_READ_SETTINGS;

/** System prompt, question and answer, in tokens; a guess on the large side. */
const TEXT_TOKENS = 160;

export const INITIAL_WHOLE: WholeChoices = {
  way: "auto",
  framesPerSec,
  shares,
  scorer,
  ...DEFAULT_RECALL,
};

export interface ReadingCost {
  readonly frames: number;
  readonly chunks: number;
}

/** A clip without length has one frame. */
export function readingCost(durationSec: number, framesPerSec: number): ReadingCost {
  const frames = Math.max(1, Math.round(durationSec * framesPerSec));
  return { frames, chunks: Math.ceil(frames / CHUNK_FRAMES) };
}

/**
 * Whether the model's context has room for a question, and for the next chunk, behind the memory: the first chunk in detail,
 * of each other one entry. Where there is room for more, they have more.
 */
export function fitsContext(
  durationSec: number,
  { framesPerSec, shares }: Pick<ReadChoices, "framesPerSec" | "shares">,
  { grid, maxPositions }: Pick<ModelInfo, "grid" | "maxPositions">,
): boolean {
  const { frames, chunks } = readingCost(durationSec, framesPerSec);
  const tokens = Math.min(frames, CHUNK_FRAMES) * grid.rows * grid.columns;
  const detailed = Math.max(1, Math.round(tokens * shares.detailed));
  return detailed + (chunks - 1) + tokens + TEXT_TOKENS <= maxPositions;
}

/** The rate wanted, else the next lower one whose memory fits; null when none does. */
export function fittingRate(
  durationSec: number,
  choices: ReadChoices,
  model: Pick<ModelInfo, "grid" | "maxPositions">,
): number | null {
  const wanted = [choices.framesPerSec, ...RATES.filter((rate) => rate < choices.framesPerSec)];
  return (
    wanted.find((framesPerSec) => fitsContext(durationSec, { ...choices, framesPerSec }, model)) ??
    null
  );
}

/** Whether a memory was read in another way than is chosen now. */
export const differsFrom = (choices: ReadChoices, settings: ReadSettings): boolean =>
  choices.framesPerSec !== settings.framesPerSec ||
  choices.shares.detailed !== settings.shares.detailed ||
  choices.shares.compact !== settings.shares.compact ||
  choices.scorer !== settings.scorer;

// What can be chosen for reading a video whole, and what a choice costs before anything is read.

import type { ModelInfo, ReadSettings } from "../../engine/api.ts";
import { DEFAULT_READ_SETTINGS, DEFAULT_RECALL } from "../../engine/catalogue.ts";
import type { WholeChoices, ReadChoices } from "./types.ts";

/** The longest video that is looked at by frames by itself: in a longer one 32 even frames are over four seconds apart, and miss moments. */
export const MOST_FRAMES_SEC = 120;

export const RATES = [2, 1, 1 / 2, 1 / 4] as const;
export const DETAILED_SHARES = [1, 1 / 2, 1 / 4] as const;
export const COMPACT_SHARES = [1 / 8, 1 / 16, 1 / 32] as const;
export const CHUNK_COUNTS = [1, 2, 3, 5, 8, 16] as const;

const { chunkFrames: CHUNK_FRAMES, framesPerSec, shares, scorer } = DEFAULT_READ_SETTINGS;

/** The tokens that are assumed for system prompt, question and answer, more than most take. */
const TEXT_TOKENS = 160;

export const INITIAL_WHOLE: WholeChoices = {
  way: "auto",
  framesPerSec,
  shares,
  scorer,
  chunks: DEFAULT_RECALL.chunks,
  relevance: DEFAULT_RECALL.relevance,
};

export interface ReadingCost {
  readonly frames: number;
  readonly chunks: number;
}

/** Returns the frames and chunks that are read at a rate; a clip without length has one frame. */
export function readingCost(durationSec: number, framesPerSec: number): ReadingCost {
  const frames = Math.max(1, Math.round(durationSec * framesPerSec));
  return { frames, chunks: Math.ceil(frames / CHUNK_FRAMES) };
}

type RoomOfModel = Pick<ModelInfo, "grid" | "maxPositions" | "framesPerStep">;

/**
 * Returns whether the model's context has room for a question and the next chunk behind the smallest memory, which has the
 * first chunk in detail and one entry of each other chunk.
 */
export function fitsContext(
  durationSec: number,
  { framesPerSec, shares }: Pick<ReadChoices, "framesPerSec" | "shares">,
  { grid, maxPositions, framesPerStep }: RoomOfModel,
): boolean {
  const { frames, chunks } = readingCost(durationSec, framesPerSec);
  const steps = Math.ceil(Math.min(frames, CHUNK_FRAMES) / framesPerStep);
  const tokens = steps * grid.rows * grid.columns;
  const detailed = Math.max(1, Math.round(tokens * shares.detailed));
  return detailed + (chunks - 1) + tokens + TEXT_TOKENS <= maxPositions;
}

/** Returns the rate wanted, else the next lower one whose memory fits; null when none does. */
export function fittingRate(
  durationSec: number,
  choices: ReadChoices,
  model: RoomOfModel,
): number | null {
  const wanted = [choices.framesPerSec, ...RATES.filter((rate) => rate < choices.framesPerSec)];
  return (
    wanted.find((framesPerSec) => fitsContext(durationSec, { ...choices, framesPerSec }, model)) ??
    null
  );
}

/** Returns whether a memory was read with other choices than those of now. */
export const differsFrom = (choices: ReadChoices, settings: ReadSettings): boolean =>
  choices.framesPerSec !== settings.framesPerSec ||
  choices.shares.detailed !== settings.shares.detailed ||
  choices.shares.compact !== settings.shares.compact ||
  choices.scorer !== settings.scorer;

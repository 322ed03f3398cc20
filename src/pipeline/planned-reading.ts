// A reading before anything is read: which frames, how, and an empty or a restored memory that suits the model.

import { AppError } from "../base/errors.ts";
import type { Grid } from "../base/shape.ts";
import { MROPE_AXES } from "../kernels/rotary-phases.ts";
import type { VideoFacts } from "../media/open-video.ts";
import type { ChunkRecord, EntryStore } from "../memory/chunk-record.ts";
import type { Placing } from "../memory/place-positions.ts";
import type { Size, VideoLayout } from "../model/adapters/adapter.ts";
import type { ReadSettings } from "../memory/read-settings.ts";
import { createVideoMemory, type VideoMemory } from "../memory/video-memory.ts";
import type { LoadedModel } from "./loaded-model.ts";
import type { WholeFacts } from "./whole-pieces.ts";

export interface PlannedReading {
  readonly facts: VideoFacts;
  /** The times of the frames that will be read. */
  readonly timesSec: readonly number[];
  readonly settings: ReadSettings;
  /** How many frames the model joins to a step. */
  readonly framesPerStep: number;
  /** The grid of a step's tokens, N = rows · columns. */
  readonly grid: Grid;
  readonly memory: VideoMemory;
  /** Whether it is read as it happens, so that nobody knows its end, and `timesSec` grows. Default false. */
  readonly isEndless?: boolean | undefined;
}

export interface ReadingPlan extends Omit<PlannedReading, "memory" | "framesPerStep"> {
  /** The store of detailed entries, which stays the caller's. */
  readonly store: EntryStore;
  /** The records of an earlier reading, whose detailed entries are in the store; default none. */
  readonly records?: readonly ChunkRecord[] | undefined;
}

/**
 * Makes the memory of a reading, which is not attached yet.
 * @throws AppError `positions-unsupported` for original positions where the decoder counts the rows of its cache.
 */
export function planReading(
  model: Pick<LoadedModel, "config" | "decoder" | "maxPositions">,
  { store, records, ...plan }: ReadingPlan,
): PlannedReading {
  const { config, decoder } = model;
  const { settings, grid } = plan;
  const { entry: shape } = decoder.cache.shape;
  const placing = placingOf(model, settings, grid);
  const { width } = config.text;
  return {
    ...plan,
    framesPerStep: config.framesPerStep,
    memory: createVideoMemory({ shape, width, settings, placing, store, records }),
  };
}

function placingOf(
  { config, decoder, maxPositions }: Pick<LoadedModel, "config" | "decoder" | "maxPositions">,
  { positions: wanted }: ReadSettings,
  grid: Grid,
): Placing {
  const isGrid = config.positions === "grid";
  const positions = wanted ?? (isGrid ? "original" : "compact");
  if (positions === "original" && decoder.positionAxes === 0) {
    throw new AppError(
      "positions-unsupported",
      "This model counts the rows in its cache, so that what is kept of a long video cannot stand at its original positions.",
      "Choose compact positions, or leave the choice to the model.",
    );
  }
  const spare = maxPositions - decoder.cache.capacity;
  return { axes: isGrid ? MROPE_AXES : 1, positions, grid, spare };
}

/** The largest share of the context that the tokens of a chunk take, where frames have a budget. */
const CHUNK_SHARE = 1 / 4;

/**
 * Lays out the frames of a video that is read whole. Some families give all frames of a clip one budget; here it is that of a
 * chunk, since chunks are read one by one, so that a longer video is not seen smaller.
 */
export function wholeLayout(
  { config, decoder }: Pick<LoadedModel, "config" | "decoder">,
  frame: Size,
  { chunkFrames }: Pick<ReadSettings, "chunkFrames">,
): VideoLayout {
  const steps = Math.ceil(chunkFrames / config.framesPerStep);
  const most = Math.max(1, Math.floor((decoder.cache.capacity * CHUNK_SHARE) / steps));
  return config.layout(frame, chunkFrames, most);
}

/** Returns what is said of a video that is read whole. */
export const wholeFacts = ({ facts, timesSec, grid }: PlannedReading): WholeFacts => ({
  durationSec: facts.durationSec,
  // Of what is read as it happens, its first moment is all that is known at its beginning.
  shownTimesSec: timesSec.length === 0 ? [0] : timesSec,
  grid,
});

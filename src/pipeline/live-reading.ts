// Reads a running source into a memory without end: its frames come as they are taken, and its times and its length grow.

import { completeReadSettings } from "../memory/read-settings.ts";
import type { LiveFrames } from "../media/live/live-frames.ts";
import type { VideoLayout } from "../model/adapters/adapter.ts";
import { openLiveChunks, type ChunkFrames } from "./chunk-frames.ts";
import type { ModelBench } from "./loaded-model.ts";
import { planReading, wholeLayout } from "./planned-reading.ts";
import {
  attachNew,
  createReading,
  inWholeSteps,
  type OpenReadingOptions,
  type Reading,
} from "./reading.ts";
import { checkPrototypes, checkReadsWhole } from "./whole-family.ts";

/** What is read as it happens. */
export interface LiveParts {
  /** The video's id. */
  readonly id: number;
  readonly frames: LiveFrames;
  /** Opens the features of the frames that are taken; default: encodes them. */
  readonly openChunks?: (turn: ModelBench, layout: VideoLayout) => Promise<ChunkFrames>;
}

/**
 * Attaches an empty memory for what comes. `frames` stay the caller's. @throws AppError `memory-family`, `read-settings`,
 * `memory-*`; the signal's reason.
 */
export async function openLiveReading(
  turn: ModelBench,
  { id, frames, openChunks }: LiveParts,
  { store, settings: given, signal }: OpenReadingOptions,
): Promise<Reading> {
  const { config } = turn.model;
  checkReadsWhole(turn.model);
  const settings = inWholeSteps(completeReadSettings(given), config.framesPerStep);
  const { facts } = frames;
  const { reuseBelow, copiesStill } = settings;
  const timesSec: number[] = [];
  const layout = wholeLayout(turn.model, facts, settings);
  const grid = layout.tokens;
  const plan = planReading(turn.model, { facts, timesSec, settings, grid, store, isEndless: true });
  checkPrototypes(turn.model, plan);
  const source = { file: null, name: facts.name };
  const reading = createReading(
    { id, source, ...plan },
    {
      hasMore: () => frames.waiting > 0,
      open: (bench) =>
        openChunks?.(bench, layout) ??
        openLiveChunks(bench.gpu, bench.model, frames, { layout, reuseBelow, copiesStill }),
      wasRead(record) {
        frames.wasRead();
        timesSec.push(...record.timesSec);
        facts.durationSec = (timesSec.at(-1) ?? 0) + 1 / frames.framesPerSec;
      },
      // The source runs on while device and model change.
      close: () => undefined,
    },
  );
  return attachNew(turn, reading, signal);
}

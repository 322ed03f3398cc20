// Reads a long video into its memory, chunk by chunk: decode at a rate, encode, prefill after the compact history, keep
// two levels of entries. Each chunk is one turn at the model, so that questions get their turn between chunks. A
// reading outlives device and model: the next chunk is read on whichever there is then.

import { AppError } from "../base/errors.ts";
import { binOf, timesAtRate } from "../media/choose-times.ts";
import { closeSource, openSource, type VideoSource } from "../media/video-source.ts";
import { framesRead, type ChunkRecord, type EntryStore } from "../memory/chunk-record.ts";
import { keptCodes } from "../memory/kept-codes.ts";
import { completeReadSettings, type ReadSettings } from "../memory/read-settings.ts";
import { attachMemory } from "./attach-memory.ts";
import { isOwnedBy, NO_OWNER, type CacheOwner } from "./cache-owner.ts";
import {
  openChunkFrames,
  type ChunkFrames,
  type EncodedFrames,
  type SeenFrame,
} from "./chunk-frames.ts";
import type { ModelBench } from "./loaded-model.ts";
import { planReading, wholeFacts, wholeLayout, type PlannedReading } from "./planned-reading.ts";
import { createStageStopwatch, type StageSpan } from "./stages.ts";
import { tokenScores } from "./token-scores.ts";
import { checkPrototypes, checkReadsWhole } from "./whole-family.ts";
import { layOutChunk } from "./whole-pieces.ts";

export interface ReadingParts extends PlannedReading {
  /** The video's id, which names what the cache holds of it. */
  readonly id: number;
  /** The file, which may come later; without it nothing more can be read. */
  readonly source: VideoSource;
}

/** Where the frames of a reading come from. */
export interface FrameSupply {
  /** Whether there are frames now that were not read. */
  hasMore(turn: ModelBench): boolean;
  open(turn: ModelBench): Promise<ChunkFrames>;
  /** Hears of each chunk that was read. */
  wasRead?(record: ChunkRecord): void;
  /** Closes what it holds beside opened frames. */
  close(): void;
}

export interface Reading extends ReadingParts {
  /** The number of frames read so far that took the tokens of an earlier frame, without those of earlier visits. */
  readonly reusedFrames: number;
  readonly spans: readonly StageSpan[];
  /**
   * Reads the next chunk; returns null when there is none. The memory must be attached; the file is opened if
   * necessary. A chunk that failed is read again, and its frames are sent again; the receiver closes their thumbnails.
   * @throws AppError `memory-no-file`, `memory-other-file`, `video-*`, `memory-*`.
   */
  next(turn: ModelBench, onFrame?: (frame: IndexedFrame) => void): Promise<ChunkRecord | null>;
  /** Closes the file and frees the encoder; `next` opens them again. */
  close(): Promise<void>;
  /** Frees everything on the GPU, and the memory's part of it at once. */
  detach(): Promise<void>;
}

export interface IndexedFrame extends SeenFrame {
  readonly index: number;
}

export interface OpenReadingOptions {
  /** The store of detailed entries, which stays the caller's. */
  readonly store: EntryStore;
  readonly settings?: Partial<ReadSettings> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens the file, and attaches an empty memory.
 * @throws AppError `memory-family`, `read-settings`, `memory-no-file`, `video-*`, `memory-*`; the signal's reason.
 */
export async function openReading(
  turn: ModelBench,
  { id, source }: Pick<ReadingParts, "id" | "source">,
  { store, settings: given, signal }: OpenReadingOptions,
): Promise<Reading> {
  const { gpu, model } = turn;
  const { config } = model;
  checkReadsWhole(model);
  const settings = inWholeSteps(completeReadSettings(given), config.framesPerStep);
  const opened = await openSource(gpu, source, signal);
  source.opened = opened; // the first chunk is read from here
  const { facts } = opened;
  const timesSec = timesAtRate(opened.times, settings.framesPerSec);
  const { tokens: grid } = wholeLayout(model, facts, settings);
  const plan = planReading(model, { facts, timesSec, settings, grid, store });
  checkPrototypes(model, plan);
  return attachNew(turn, createReading({ id, source, ...plan }), signal);
}

/** Attaches the memory of a new reading; what fails is detached. @throws what `attachMemory` throws; the signal's reason. */
export async function attachNew(
  turn: ModelBench,
  reading: Reading,
  signal: AbortSignal | undefined,
): Promise<Reading> {
  try {
    await attachMemory(turn, reading);
    signal?.throwIfAborted();
  } catch (thrown) {
    await reading.detach();
    throw thrown;
  }
  return reading;
}

/** A chunk has whole steps. */
export function inWholeSteps(settings: ReadSettings, framesPerStep: number): ReadSettings {
  const chunkFrames = framesPerStep * Math.ceil(settings.chunkFrames / framesPerStep);
  return { ...settings, chunkFrames };
}

/** The spans that are kept of a source without end, about those of its last minutes. */
const ENDLESS_SPANS = 2_000;

/** Creates a reading, which opens its frames when the first chunk is read: by default those of its file. */
export function createReading(
  parts: ReadingParts,
  supply: FrameSupply = supplyOfFile(parts),
): Reading {
  const { id, timesSec, settings, grid, memory, isEndless = false } = parts;
  const { records } = memory;
  const owner: CacheOwner = { kind: "memory", videoId: id };
  const stopwatch = createStageStopwatch(isEndless ? ENDLESS_SPANS : undefined);
  let frames: Promise<ChunkFrames> | null = null;
  let reusedFrames = 0;
  let isOver = false;

  /** Other frames may be open by now, on another device. */
  const closeFrames = async (which: typeof frames): Promise<void> => {
    if (which === null || frames !== which) return;
    frames = null;
    await (await which.catch(() => null))?.close();
  };

  const close = async (): Promise<void> => {
    supply.close();
    await closeFrames(frames);
  };

  /** When the rest of a file that was read before cannot be decoded, the video ends here. */
  const isNoMore = (thrown: unknown): boolean =>
    thrown instanceof AppError && thrown.code === "video-undecodable" && records.length > 0;

  const readChunk = async (
    { compressor, model }: ModelBench,
    { tokens, reusedFrames: reused, shownTimesSec, ...chunk }: EncodedFrames,
  ): Promise<ChunkRecord> => {
    const positions = chunk.timesSec.length * grid.rows * grid.columns;
    const { score, codes } = tokenScores(compressor, tokens, settings.scorer, keptCodes(records));
    const isFirst = records.length === 0;
    const laid = await layOutChunk(model, wholeFacts(parts), { tokens, shownTimesSec, isFirst });
    const rows = laid ?? undefined;
    try {
      const record = await stopwatch.time("prefill", positions, () =>
        memory.read({ tokens, rows, ...chunk, codes }, score),
      );
      reusedFrames += reused;
      return record;
    } finally {
      rows?.embeddings.destroy();
      tokens.destroy();
    }
  };

  return {
    ...parts,
    get reusedFrames() {
      return reusedFrames;
    },
    spans: stopwatch.spans,
    async next(turn, onFrame) {
      const { prefix } = turn;
      if (isOver || !supply.hasMore(turn)) return null;
      // The last chunk left the compact memory in the cache, unless it failed or a question was asked since.
      if (!isOwnedBy(prefix, owner)) await memory.assembleCompact();
      prefix.owner = NO_OWNER; // until the chunk is completely in
      // Of a source that is read as it happens, forgotten frames count too.
      let index = isEndless ? timesSec.length : framesRead(records);
      const mine = (frames ??= supply.open(turn));
      try {
        const chunk = await (
          await mine
        ).next(settings.chunkFrames, {
          stopwatch,
          onFrame: onFrame && ((frame) => onFrame({ index: index++, ...frame })),
        });
        isOver = chunk === null;
        const record = chunk === null ? null : await readChunk(turn, chunk);
        prefix.owner = owner;
        if (record !== null) supply.wasRead?.(record);
        return record;
      } catch (thrown) {
        await closeFrames(mine);
        isOver = isNoMore(thrown);
        if (isOver) return null;
        throw thrown;
      }
    },
    close,
    async detach() {
      memory.detach();
      await close();
    },
  };
}

/** The frames of a file at the times that were chosen; the file is opened anew behind what was read. */
function supplyOfFile({ source, facts, timesSec, settings, memory }: ReadingParts): FrameSupply {
  const taken = ({ model }: ModelBench): number =>
    framesTaken(timesSec, memory.records, model.config.framesPerStep);
  return {
    hasMore: (turn) => taken(turn) < timesSec.length,
    async open(turn) {
      const { gpu, model } = turn;
      const file = await openSource(gpu, source, undefined, facts);
      return openChunkFrames(gpu, model, file, {
        timesSec: timesSec.slice(taken(turn)),
        layout: wholeLayout(model, facts, settings),
        reuseBelow: settings.reuseBelow,
        copiesStill: settings.copiesStill,
      });
    },
    close: () => closeSource(source),
  };
}

/** Returns how many of the chosen times have been read, including those without a frame of their own. */
function framesTaken(
  timesSec: readonly number[],
  records: readonly ChunkRecord[],
  framesPerStep: number,
): number {
  const last = records.at(-1)?.timesSec.at(-1);
  return last === undefined ? 0 : binOf(timesSec, last) + framesPerStep;
}

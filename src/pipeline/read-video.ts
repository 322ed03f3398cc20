// A long video → its memory, chunk by chunk: decode at a rate, encode, prefill behind the compact history, keep two
// levels of entries. Each chunk is one turn at the model, so that questions find their turn between chunks. A reading
// can be taken up again, on another device or in a later visit, from what it has left behind.

import { AppError } from "../base/errors.ts";
import type { Grid } from "../base/shape.ts";
import type { Compressor } from "../compression/plan.ts";
import type { Gpu } from "../gpu/device.ts";
import { binOf, timesAtRate } from "../media/choose-times.ts";
import type { OpenedVideo, VideoFacts } from "../media/open-video.ts";
import type { ChunkRecord, EntryStore } from "../memory/chunk-record.ts";
import type { VideoMemory } from "../memory/video-memory.ts";
import { openChunkFrames, type ChunkFrames, type EncodedFrames } from "./chunk-frames.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { checkLongFamily } from "./long-family.ts";
import { openMemory } from "./open-memory.ts";
import { completeReadSettings, type ReadSettings } from "../memory/read-settings.ts";
import { tokenScores } from "./token-scores.ts";
import { openSource, type VideoSource } from "../media/video-source.ts";
import { createStageStopwatch, type StageSpan } from "./stages.ts";

export type { VideoSource } from "../media/video-source.ts";

/** Enough to stand a reader up again, on a new device or in a later visit; the store has the rest. */
export interface ReaderSeed {
  readonly facts: VideoFacts;
  readonly timesSec: readonly number[];
  readonly settings: ReadSettings;
  readonly records: readonly ChunkRecord[];
}

export interface ReaderOptions {
  /** Of the detailed entries; stays the caller's. */
  readonly store: EntryStore;
  /** Without a seed; with one they are the seed's. */
  readonly settings?: Partial<ReadSettings> | undefined;
  readonly seed?: ReaderSeed | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface NextOptions {
  readonly signal?: AbortSignal | undefined;
  /** Frames of a chunk that failed are told again. The receiver closes the thumbnail. */
  readonly onFrame?:
    ((frame: { index: number; timeSec: number; thumbnail: ImageBitmap }) => void) | undefined;
}

export interface VideoReader {
  readonly facts: VideoFacts;
  /** Of the frames that will be looked at. */
  readonly timesSec: readonly number[];
  /** At most: frames that cannot be decoded make it fewer. */
  readonly chunkCount: number;
  /** Tokens of a frame, N = rows · columns. */
  readonly grid: Grid;
  readonly settings: ReadSettings;
  readonly memory: VideoMemory;
  /** Frames read by this reader whose tokens were those of the last encoded one. */
  readonly reusedFrames: number;
  readonly spans: readonly StageSpan[];
  /** As of now. */
  readonly seed: ReaderSeed;
  /**
   * Reads the next chunk; null when there is none. Opens the file when it must. The cache must hold the compact memory,
   * but for the first call after a failure; a chunk that failed is read again.
   * @throws AppError `memory-no-file`, `memory-other-file`, `video-*`, `memory-*`; the signal's reason.
   */
  next(options?: NextOptions): Promise<ChunkRecord | null>;
  /** Closes the file and gives back the encoder; `next` would open them again. */
  close(): Promise<void>;
  /** Gives back the GPU part; the store is the caller's. */
  destroy(): Promise<void>;
}

/**
 * Without a seed the cache holds the system prompt then, and `next` may follow; with one it holds that prompt only:
 * assemble before `next`.
 * @throws AppError `memory-family`, `read-settings`, `memory-no-file`, `video-*`, `memory-*`; the signal's reason.
 */
export async function createVideoReader(
  gpu: Gpu,
  model: LoadedModel,
  compressor: Compressor,
  source: VideoSource,
  options: ReaderOptions,
): Promise<VideoReader> {
  checkLongFamily(model);
  const { seed } = options;
  if (seed !== undefined) return reader(gpu, model, compressor, source, { ...options, seed }, null);
  const settings = completeReadSettings(options.settings);
  const opened = await openSource(gpu, source, options.signal);
  const timesSec = timesAtRate(opened.times, settings.framesPerSec);
  const begin = { facts: opened.facts, timesSec, settings, records: [] };
  return reader(gpu, model, compressor, source, { ...options, seed: begin }, opened);
}

async function reader(
  gpu: Gpu,
  model: LoadedModel,
  compressor: Compressor,
  source: VideoSource,
  options: ReaderOptions & { readonly seed: ReaderSeed },
  alreadyOpened: OpenedVideo | null,
): Promise<VideoReader> {
  const { facts, timesSec, settings, records: restored } = options.seed;
  const { chunkFrames, reuseBelow } = settings;
  const { tokens: grid } = model.config.layout(facts, timesSec.length);
  const stopwatch = createStageStopwatch();
  /** Open, and not yet taken over by `frames`. */
  let opened = alreadyOpened;
  let frames: ChunkFrames | null = null;
  let reusedFrames = 0;
  let isOver = false;
  let hasFailed = false;
  let { signal } = options;

  const close = async (): Promise<void> => {
    const [file, decoding] = [opened, frames];
    opened = frames = null;
    file?.close();
    await decoding?.close();
  };

  const memory = await openMemory(gpu, model, options.seed, {
    ...options,
    signal: () => signal,
  }).catch(async (thrown: unknown) => {
    await close();
    throw thrown;
  });
  const { records } = memory;
  try {
    for (const record of restored) {
      signal?.throwIfAborted();
      await memory.restore(record);
    }
  } catch (thrown) {
    memory.destroy();
    throw thrown;
  }

  const openFrames = async (): Promise<ChunkFrames> => {
    const file = opened ?? (await openSource(gpu, source, signal, facts));
    opened = null;
    const rest = timesSec.slice(timesRead(timesSec, records));
    return openChunkFrames(gpu, model, file, rest, reuseBelow);
  };

  const nextFrames = async (onFrame: NextOptions["onFrame"]): Promise<EncodedFrames | null> => {
    let index = records.reduce((sum, { timesSec: times }) => sum + times.length, 0);
    frames ??= await openFrames();
    return frames.next(chunkFrames, {
      stopwatch,
      signal,
      onFrame: onFrame && ((frame) => onFrame({ index: index++, ...frame })),
    });
  };

  /** When the rest of a file that was read before cannot be decoded, the video ends here. */
  const isNoMore = (thrown: unknown): boolean =>
    thrown instanceof AppError && thrown.code === "video-undecodable" && records.length > 0;

  return {
    facts,
    timesSec,
    chunkCount: Math.ceil(timesSec.length / chunkFrames),
    grid,
    settings,
    memory,
    get reusedFrames() {
      return reusedFrames;
    },
    spans: stopwatch.spans,
    get seed() {
      return { facts, timesSec, settings, records: [...records] };
    },
    async next({ onFrame, ...given } = {}) {
      if (isOver || timesRead(timesSec, records) >= timesSec.length) return null;
      ({ signal } = given);
      let chunk: EncodedFrames | null = null;
      try {
        if (hasFailed) await memory.assembleCompact();
        hasFailed = false;
        chunk = await nextFrames(onFrame);
        isOver = chunk === null;
        if (chunk === null) return null;
        const { tokens } = chunk;
        const score = tokenScores(compressor, tokens, settings.scorer);
        const positions = chunk.timesSec.length * grid.rows * grid.columns;
        const read = chunk;
        const record = await stopwatch.time("prefill", positions, () => memory.read(read, score));
        reusedFrames += read.reusedFrames;
        return record;
      } catch (thrown) {
        hasFailed = true;
        await close();
        if (!isNoMore(thrown)) throw thrown;
        isOver = true;
        return null;
      } finally {
        chunk?.tokens.destroy();
      }
    },
    close,
    async destroy() {
      await close();
      memory.destroy();
    },
  };
}

/** How many of the chosen times lie behind the reader; those without a frame of their own too. */
function timesRead(timesSec: readonly number[], records: readonly ChunkRecord[]): number {
  const last = records.at(-1)?.timesSec.at(-1);
  return last === undefined ? 0 : 1 + binOf(timesSec, last);
}

// Long videos in the session: each chunk is read in a turn of its own, so that questions find theirs in between; the
// memory belongs to the model and the device that read it, and goes with them.

import { AppError, isAbort } from "../base/errors.ts";
import type { Compressor } from "../compression/plan.ts";
import type { Gpu } from "../gpu/device.ts";
import { answerLong } from "../pipeline/answer-long.ts";
import type { CachedPrefix } from "../pipeline/answer.ts";
import type { LoadedModel } from "../pipeline/load-model.ts";
import { createVideoReader, type VideoReader } from "../pipeline/read-video.ts";
import { stageMs } from "../base/span.ts";
import type { LongReport, LongVideo, ReadReport } from "./api.ts";
import type { Calls, Note } from "./protocol.ts";
import { seededRandom } from "./random.ts";

/** What a turn at the model has. */
export interface Turn {
  readonly gpu: Gpu;
  readonly model: LoadedModel;
  readonly compressor: Compressor;
  readonly prefix: CachedPrefix;
}

type InTurn = <T>(signal: AbortSignal | undefined, work: (turn: Turn) => Promise<T>) => Promise<T>;

export interface LongVideos {
  readVideo(
    args: Calls["readVideo"],
    signal: AbortSignal,
    tell: (note: Note) => void,
  ): Promise<ReadReport>;
  askLong(
    args: Calls["askLong"],
    signal: AbortSignal,
    tell: (note: Note) => void,
  ): Promise<LongReport>;
  closeLong(args: Calls["closeLong"]): Promise<void>;
  /** The model or the device is going, and all memories with it. */
  forget(): Promise<void>;
}

const MAX_TOKENS = 64;

export function createLongVideos(inTurn: InTurn): LongVideos {
  const readers = new Map<number, VideoReader>();
  let lastId = 0;

  const get = (id: number): VideoReader => {
    const reader = readers.get(id);
    if (reader !== undefined) return reader;
    throw new AppError(
      "memory-gone",
      "The memory of this video is gone: the model was changed, or the graphics device was lost.",
      "Read the video again.",
    );
  };

  /** Reads the next chunk behind the compact memory, which the last one left in the cache unless somebody asked since. */
  const readNext = async (id: number, reader: VideoReader, prefix: CachedPrefix) => {
    const key = `long ${id}`;
    if (prefix.key !== key) reader.memory.assemble(reader.memory.chunks.map(() => false));
    prefix.key = null; // until the chunk is wholly in
    const chunk = await reader.next();
    prefix.key = key;
    return chunk;
  };

  const report = (id: number, reader: VideoReader, isComplete: boolean): ReadReport => ({
    id,
    chunks: reader.memory.chunks.map(({ index, timesSec, levels }) => ({
      index,
      timesSec,
      low: levels.low.length,
      high: levels.high.length,
    })),
    isComplete,
    bytes: reader.memory.bytes,
    spans: reader.spans,
  });

  return {
    async readVideo({ file, ...options }, signal, tell) {
      const id = ++lastId;
      const reader = await inTurn(signal, async ({ gpu, model, compressor, prefix }) => {
        prefix.key = null;
        const opened = await createVideoReader(gpu, model, compressor, file, {
          ...options,
          signal,
          onFrame: (frame) => tell({ kind: "frame", frame }),
        });
        readers.set(id, opened);
        return opened;
      });
      const { facts, timesSec, chunkCount } = reader;
      const video: LongVideo = { id, facts, timesSec, chunkCount };
      tell({ kind: "long-opened", video });
      try {
        for (;;) {
          const chunk = await inTurn(signal, async ({ prefix }) => {
            get(id);
            return readNext(id, reader, prefix);
          });
          if (chunk === null) break;
          const { index, timesSec: times, levels } = chunk;
          const { low, high } = levels;
          tell({
            kind: "chunk",
            chunk: { index, timesSec: times, low: low.length, high: high.length },
          });
        }
        await reader.close();
        return report(id, reader, reader.memory.chunks.length === chunkCount);
      } catch (thrown) {
        // What was read before a stop can be asked about; a failure with nothing read leaves nothing.
        if (isAbort(thrown) && reader.memory.chunks.length > 0) {
          await reader.close();
          return report(id, reader, false);
        }
        if (reader.memory.chunks.length === 0) {
          readers.delete(id);
          await reader.destroy();
        } else {
          await reader.close();
        }
        throw thrown;
      }
    },
    askLong({ videoId, question, options }, signal, tell) {
      const askedMs = performance.now();
      return inTurn(signal, async ({ gpu, model, prefix }) => {
        const reader = get(videoId);
        prefix.key = null;
        const pieces = answerLong(gpu, model, reader, question, {
          maxTokens: options.maxTokens ?? MAX_TOKENS,
          temperature: options.temperature ?? 0,
          topP: options.topP ?? 1,
          random: seededRandom(options.seed ?? 0),
          ignoreEnd: options.ignoreEnd,
          chunks: options.chunks,
          entries: options.entries,
          relevance: options.relevance,
          forced: new Map(options.forced ?? []),
          signal,
        });
        let next = await pieces.next();
        while (next.done !== true) {
          tell({ kind: "piece", text: next.value });
          next = await pieces.next();
        }
        const { text, stop, steps, spans, isLow, relevance, frames, entries } = next.value;
        const { promptTokens, positions } = next.value;
        let seen = 0;
        const firstToken = spans.find(({ stage }) => stage === "prefill");
        return {
          text,
          stop,
          steps,
          chunks: reader.memory.chunks.map(({ timesSec }, i) => ({
            timesSec,
            isDetailed: isLow[i] === true,
            relevance: relevance[i] ?? 0,
            frames: frames.slice(seen, (seen += timesSec.length)),
          })),
          entries,
          promptTokens,
          kvBytes: positions * model.decoder.cache.bytesPerPosition,
          firstTokenMs: (firstToken?.endMs ?? askedMs) - askedMs,
          prefillMs: stageMs(spans, "prefill"),
          stepMs: stageMs(spans, "step"),
          totalMs: performance.now() - askedMs,
          spans,
        };
      });
    },
    closeLong: ({ videoId }) =>
      inTurn(undefined, async () => {
        const reader = readers.get(videoId);
        readers.delete(videoId);
        await reader?.destroy();
      }),
    async forget() {
      const all = [...readers.values()];
      readers.clear();
      for (const reader of all) await reader.destroy();
    },
  };
}

// A memory without end that hours of features are read into, by the engine's own loop, store and questions: only the encoder is left
// out.

import { openScratch } from "../../../../src/disk/scratch.ts";
import type { MemoryUse } from "../../../../src/engine/api.ts";
import { askWhole } from "../../../../src/engine/ask-whole.ts";
import { memoryUse } from "../../../../src/engine/describe-whole.ts";
import { holdWhole } from "../../../../src/engine/held-whole.ts";
import { endKeeping, keepRead } from "../../../../src/engine/kept-reading.ts";
import { modelKey } from "../../../../src/engine/model-key.ts";
import { readLive } from "../../../../src/engine/read-live.ts";
import type { ReadyBench } from "../../../../src/engine/turn.ts";
import { isForgotten } from "../../../../src/memory/forget.ts";
import { completeReadSettings, type ReadSettings } from "../../../../src/memory/read-settings.ts";
import { createEntrySpill } from "../../../../src/memory/store/entry-spill.ts";
import { createSavedMemories } from "../../../../src/memory/store/saved-memories.ts";
import { openLiveReading } from "../../../../src/pipeline/live-reading.ts";
import { diskBytes } from "../disk-bytes.ts";
import { stageMs } from "../../../../src/base/span.ts";
import { createPooledFrames } from "./pooled-frames.ts";

/** What a memory takes at a moment. */
export interface HoursPoint {
  readonly frames: number;
  readonly chunks: number;
  /** The chunks that were not forgotten. */
  readonly kept: number;
  /** The bytes of all live buffers of the device. */
  readonly gpuBytes: number;
  readonly gpuBuffers: number;
  /** What the memory says of itself. */
  readonly use: MemoryUse;
  /** The bytes of small pictures, which the browser keeps. */
  readonly pictureBytes: number;
  /** The bytes of all files. */
  readonly diskBytes: number;
  /** The median of the time from chunk to chunk since the last point. */
  readonly chunkMs: number;
}

export interface HoursAnswer {
  readonly firstTokenMs: number;
  readonly scoreMs: number;
  /** The video's entries that the question had. */
  readonly entries: number;
}

export interface HoursMemory {
  /** Reads on until so many frames were read. */
  readUntil(frames: number): Promise<HoursPoint>;
  ask(question: string): Promise<HoursAnswer>;
  close(): Promise<void>;
}

/** Of each frame, in pixels, as a small camera's; families that keep its shape make their grid of it. */
const FRAME = { width: 640, height: 360 };
const ANSWER_TOKENS = 2;

export interface HoursOptions {
  /** What the detailed entries of a memory may take of main memory. */
  readonly hostBytes: number;
  readonly read: Partial<ReadSettings>;
  /** Whether it is written to the disk while it is read, as the page wants it. */
  readonly isKept: boolean;
}

export async function openHoursMemory(
  bench: ReadyBench,
  id: number,
  { hostBytes, read, isKept }: HoursOptions,
  onFrames: (frames: number) => void,
): Promise<HoursMemory> {
  const { gpu, model } = bench;
  const store = createEntrySpill({ hostBytes, openScratch });
  const source = createPooledFrames(FRAME);
  const settings = completeReadSettings(read);
  const reading = await openLiveReading(bench, { id, ...source.parts }, { store, settings });
  const video = holdWhole({ reading, store, model: modelKey(model), liesWhereSaved: false });
  const memories = isKept ? createSavedMemories() : null;
  if (memories !== null)
    video.kept = { growing: await memories.begin(), isSaved: false, isFull: false };
  const { records } = reading.memory;
  let [lastMs, times]: [number, number[]] = [0, []];
  const ended = readLive(
    { video, frames: source.parts.frames },
    {
      onPace({ readSec }) {
        times.push(performance.now() - lastMs);
        lastMs = performance.now();
        onFrames(readSec + 1);
      },
    },
    {
      inTurn: (work) => work(bench),
      keep: async () => {
        if (memories !== null) await keepRead(memories, video, undefined);
      },
    },
  );
  const failed = new Promise<never>((_, reject) => void ended.catch(reject));
  failed.catch(() => undefined);
  return {
    async readUntil(frames) {
      [lastMs, times] = [performance.now(), []];
      const taken = source.untilTaken();
      source.comeUntil(frames);
      await Promise.race([taken, failed]);
      await gpu.device.queue.onSubmittedWorkDone();
      times.sort((a, b) => a - b);
      const there = records.filter((record) => !isForgotten(record));
      return {
        frames: reading.timesSec.length * reading.framesPerStep,
        chunks: records.length,
        kept: there.length,
        gpuBytes: gpu.ledger.liveBytes,
        gpuBuffers: gpu.ledger.liveBuffers,
        use: memoryUse(video),
        pictureBytes: there
          .flatMap(({ pictures }) => pictures)
          .reduce((sum, { size }) => sum + size, 0),
        diskBytes: isKept ? await diskBytes() : 0,
        chunkMs: times[times.length >> 1] ?? 0,
      };
    },
    async ask(question) {
      const { signal } = new AbortController();
      const asked = { signal, askedMs: performance.now(), onPiece: () => undefined };
      const options = { maxTokens: ANSWER_TOKENS, ignoreEnd: true };
      const { firstTokenMs, spans, choice } = await askWhole(
        bench,
        video,
        question,
        options,
        asked,
      );
      return { firstTokenMs, scoreMs: stageMs(spans, "score"), entries: choice.entries };
    },
    async close() {
      source.parts.frames.end();
      await ended;
      await reading.detach();
      await store.destroy();
      await endKeeping(video);
    },
  };
}

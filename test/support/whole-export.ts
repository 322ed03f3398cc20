// A video of random tokens that an export of test/fixtures/exports reads whole, chunk by chunk, and at once.

import { drain } from "../../src/base/stream.ts";
import type { Gpu } from "../../src/gpu/device.ts";
import { readFloats } from "../../src/gpu/readback.ts";
import { tensorFrom, type Tensor } from "../../src/gpu/tensor.ts";
import { GREEDY } from "../../src/language/sampling.ts";
import type { Shares } from "../../src/memory/levels.ts";
import type { ChunkRecord, EntryStore } from "../../src/memory/chunk-record.ts";
import { completeReadSettings, type ReadSettings } from "../../src/memory/read-settings.ts";
import { answer } from "../../src/pipeline/answer.ts";
import { answerWhole, type AnswerWholeOptions } from "../../src/pipeline/answer-whole.ts";
import { attachMemory } from "../../src/pipeline/attach-memory.ts";
import { nothingCached } from "../../src/pipeline/cache-owner.ts";
import type { LoadedModel } from "../../src/pipeline/loaded-model.ts";
import { layOutChunk } from "../../src/pipeline/whole-pieces.ts";
import {
  planReading,
  wholeFacts,
  type PlannedReading,
} from "../../src/pipeline/planned-reading.ts";
import { createHostStore } from "./host-store.ts";
import { seededNormals } from "./random.ts";

export const GRID = { rows: 2, columns: 3 };
const PER_STEP = GRID.rows * GRID.columns;
/** Steps of the video, and of a chunk of it. */
export const [STEPS, CHUNK] = [6, 2];

export interface WholeExport {
  /** The logits behind a question about the video, with all tokens, read at once. */
  atOnce(question: string): Promise<Float32Array>;
  /** Reads it in chunks. */
  read(shares: Shares, more?: ReadOptions): Promise<ReadExport>;
  destroy(): void;
}

export interface ReadOptions {
  readonly settings?: Partial<ReadSettings>;
  readonly store?: EntryStore;
  /** Which were read in an earlier visit. */
  readonly records?: readonly ChunkRecord[];
}

export interface ReadExport extends PlannedReading {
  readonly store: EntryStore;
  /** The logits behind a question, with the chunks that `forced` names in detail, and how the answer begins. */
  ask(
    question: string,
    options?: Partial<AnswerWholeOptions>,
  ): Promise<{ readonly logits: Float32Array; readonly ids: readonly number[] }>;
}

/** `seed`: other tokens for another. */
export function wholeExport(gpu: Gpu, model: LoadedModel, seed = 5): WholeExport {
  const { config } = model;
  const { width } = config.text;
  const values = seededNormals(STEPS * PER_STEP * width, seed, 0.3);
  const tokens = tensorFrom(gpu, values, [STEPS, PER_STEP, width], "test/video");
  const timesSec = Array.from({ length: STEPS }, (_, i) => i * config.framesPerStep);
  const shownTimesSec = Array.from({ length: STEPS * config.framesPerStep }, (_, i) => i);
  const facts = { durationSec: shownTimesSec.length } as PlannedReading["facts"];
  const prefix = nothingCached();
  const common = { maxTokens: 4, sampling: GREEDY, random: () => 0, ignoreEnd: true };

  return {
    async atOnce(question) {
      let logits = new Float32Array(0);
      const keptMask = new Uint8Array(STEPS * PER_STEP).fill(1);
      const video = { tokens, grid: GRID, timesSec, shownTimesSec, facts };
      const told = answer(
        model,
        nothingCached(),
        { videoId: 1, key: "all", keptMask, video },
        question,
        { ...common, onFirstLogits: async (first) => void (logits = await readFloats(gpu, first)) },
      );
      await drain(told, () => undefined);
      return logits;
    },
    async read(shares, { settings: given, store = createHostStore(), records } = {}) {
      const chunkFrames = CHUNK * config.framesPerStep;
      const settings = completeReadSettings({ ...given, shares, chunkFrames });
      const reading = planReading(model, {
        facts,
        timesSec: shownTimesSec,
        grid: GRID,
        settings,
        store,
        records,
      });
      const { memory } = reading;
      await attachMemory({ gpu, model, prefix }, reading);
      for (let at = memory.records.length * CHUNK; at < STEPS; at += CHUNK) {
        await memory.assembleCompact();
        const piece = values.subarray(at * PER_STEP * width, (at + CHUNK) * PER_STEP * width);
        const some = tensorFrom(gpu, piece, [CHUNK, PER_STEP, width], "test/chunk");
        const shown = shownTimesSec.slice(at * config.framesPerStep).slice(0, chunkFrames);
        const rows = await layOutChunk(model, wholeFacts(reading), {
          tokens: some,
          shownTimesSec: shown,
          isFirst: at === 0,
        });
        const chunk = {
          tokens: some,
          rows: rows ?? undefined,
          timesSec: timesSec.slice(at, at + CHUNK),
        };
        const scores = seededNormals(CHUNK * PER_STEP, 100 + at);
        await memory.read(chunk, () => Promise.resolve(scores));
        for (const one of [some, rows?.embeddings]) one?.destroy();
      }
      return {
        ...reading,
        store,
        async ask(question, options = {}) {
          let logits = new Float32Array(0);
          const told = answerWhole({ gpu, model, prefix }, { ...reading, id: 1 }, question, {
            ...common,
            onFirstLogits: async (first: Tensor) => void (logits = await readFloats(gpu, first)),
            ...options,
          });
          const { ids } = await drain(told, () => undefined);
          return { logits, ids };
        },
      };
    },
    destroy: () => tokens.destroy(),
  };
}

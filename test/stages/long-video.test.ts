// A video read chunk by chunk and asked about, on the embedded model.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCompressor, type Compressor } from "../../src/compression/plan.ts";
import { createHostStore } from "../support/host-store.ts";
import { loadModel } from "../../src/pipeline/load-model.ts";
import type { LoadedModel } from "../../src/pipeline/loaded-model.ts";
import { answerLong, type RecallOptions } from "../../src/pipeline/answer-long.ts";
import type { RelevanceId } from "../../src/memory/choices.ts";
import type { ReadSettings } from "../../src/memory/read-settings.ts";
import {
  createVideoReader,
  type ReaderOptions,
  type VideoReader,
} from "../../src/pipeline/read-video.ts";
import { useGpu } from "../support/gpu.ts";
import { EMBEDDED } from "../support/model.ts";

const gpu = useGpu();

describe("a long video", () => {
  let model: LoadedModel;
  let compressor: Compressor;
  let clip: Blob;
  beforeAll(async () => {
    model = await loadModel(gpu(), EMBEDDED, { runtime: "webgpu" });
    compressor = createCompressor(gpu());
    clip = await (await fetch("/samples/one-glimpse.mp4")).blob();
  });
  afterAll(async () => {
    compressor.destroy();
    await model.release();
  });

  const open = (
    settings: Partial<ReadSettings>,
    options: Partial<ReaderOptions> = {},
  ): Promise<VideoReader> => {
    const source = { file: clip, name: "one-glimpse.mp4" };
    const store = createHostStore();
    return createVideoReader(gpu(), model, compressor, source, { store, settings, ...options });
  };

  const ask = async (reader: VideoReader, question: string, options: RecallOptions = {}) => {
    const pieces = answerLong(gpu(), model, reader, question, {
      maxTokens: 16,
      temperature: 0,
      topP: 1,
      random: () => 0,
      ...options,
    });
    let next = await pieces.next();
    while (next.done !== true) next = await pieces.next();
    return next.value;
  };

  /** Four chunks of eight frames. */
  const FOUR_CHUNKS = { framesPerSec: 3.2, shares: { detailed: 1, compact: 1 / 4 } };

  it("is read chunk by chunk, and asked while it is read", async () => {
    const seen: number[] = [];
    const onFrame = ({ index, thumbnail }: { index: number; thumbnail: ImageBitmap }) => {
      seen.push(index);
      thumbnail.close();
    };
    const reader = await open(FOUR_CHUNKS);
    expect([reader.timesSec.length, reader.chunkCount]).toEqual([32, 4]);
    expect((await reader.next({ onFrame }))?.index).toBe(0);
    expect((await reader.next({ onFrame }))?.timesSec).toHaveLength(8);
    const early = await ask(reader, "What color is the main object?");
    expect(early.isDetailed).toEqual([true, true]);
    expect(early.text).toMatch(/white/i);
    // Back to the state in which the next chunk is read.
    await reader.memory.assemble(reader.memory.records.map(() => false));
    await reader.next({ onFrame });
    await reader.next({ onFrame });
    expect(await reader.next()).toBeNull();
    expect(seen).toEqual(Array.from({ length: 32 }, (_, i) => i));
    await reader.destroy();
  });

  it("is shown in detail where it matters, with its file closed", async () => {
    const reader = await open(FOUR_CHUNKS);
    while ((await reader.next()) !== null);
    await reader.close();
    const all = await ask(reader, "What appears briefly?", { chunks: 4 });
    expect(all.isDetailed).toEqual([true, true, true, true]);
    expect(all.entries).toBe(32 * 36);
    expect(all.text).toBe("A blue triangle.");
    const some = await ask(reader, "What appears briefly?", { chunks: 1 });
    expect(some.isDetailed.filter(Boolean)).toHaveLength(3);
    expect(some.entries).toBe(3 * 288 + 72);
    expect(some.text).toBe("A blue triangle.");
    const forced = await ask(reader, "What appears briefly?", {
      forced: new Map([
        [1, true],
        [3, false],
      ]),
      chunks: 0,
    });
    expect(forced.isDetailed).toEqual([true, true, false, false]);
    // The glimpse is in the last of four chunks.
    const by = (relevance: RelevanceId) =>
      ask(reader, "What appears briefly?", { chunks: 0, relevance });
    const byBounds = await by("bounds");
    for (const { relevance } of [some, byBounds]) {
      expect(relevance.indexOf(Math.max(...relevance))).toBe(3);
    }
    // Means over a frame hide what is small in it, so these need not find it; they rank frames all the same.
    for (const { frames } of [await by("query"), await by("embedding")]) {
      expect(frames).toHaveLength(32);
      expect(new Set(frames).size).toBeGreaterThan(16);
    }
    await reader.destroy();
  });

  it("goes on from what it left behind: after a stop, without its file, on another reader", async () => {
    const settings = { framesPerSec: 0.6, chunkFrames: 2, shares: { detailed: 1, compact: 1 / 4 } };
    const whole = await open(settings);
    while ((await whole.next()) !== null);
    const store = createHostStore();
    const first = await open(settings, { store });
    await first.next();
    const stop = new AbortController();
    const stopped = first.next({
      signal: stop.signal,
      onFrame({ thumbnail }) {
        thumbnail.close();
        stop.abort();
      },
    });
    await expect(stopped).rejects.toThrow(/abort/i);
    expect(first.memory.records).toHaveLength(1);
    await first.memory.assemble([false]); // as if somebody had asked
    expect((await first.next())?.index).toBe(1); // its file is opened again
    const { seed } = first;
    await first.destroy();

    const source = { file: null as Blob | null, name: "one-glimpse.mp4" };
    const again = await createVideoReader(gpu(), model, compressor, source, { store, seed });
    expect(again.spans).toEqual([]); // nothing decoded, nothing encoded
    expect(again.grid).toEqual(whole.grid);
    await again.memory.assemble([false, false]);
    await expect(again.next()).rejects.toMatchObject({ code: "memory-no-file" });
    source.file = new Blob(["another file"]);
    await expect(again.next()).rejects.toMatchObject({ code: "memory-other-file" });
    source.file = clip;
    expect((await again.next())?.index).toBe(2);
    expect(await again.next()).toBeNull();
    const strip = ({ memory }: VideoReader) =>
      memory.records.map((record) => ({ ...record, pictures: record.pictures.length }));
    expect(strip(again)).toEqual(strip(whole));
    expect(whole.memory.records[0]?.pictures).toHaveLength(2);
    const question = "What appears briefly?";
    expect((await ask(again, question)).text).toBe((await ask(whole, question)).text);
    await again.destroy();
    await whole.destroy();
  });

  it("is read with other settings, and says what it did", async () => {
    const reader = await open({
      framesPerSec: 0.2,
      chunkFrames: 1,
      shares: { detailed: 1 / 2, compact: 1 / 9 },
      scorer: "ranks",
      passes: 2,
      prototypes: true,
      reuseBelow: 1,
    });
    while ((await reader.next()) !== null);
    const [, second] = reader.memory.records;
    expect(new Set(second?.scores)).not.toContain(NaN);
    expect(second?.levels.compact).toHaveLength(36 / 9 - 1);
    expect(second?.ownCompact?.byteLength).toBe((36 / 9) * model.decoder.cache.bytesPerPosition);
    expect(reader.reusedFrames).toBe(1);
    await reader.destroy();
    await expect(open({ chunkFrames: 0 })).rejects.toMatchObject({ code: "read-settings" });
  });

  it("leaves nothing behind, however it ends", async () => {
    const live: number[] = [];
    for (let round = 0; round < 3; round++) {
      const reader = await open({ framesPerSec: 0.4, chunkFrames: 2 });
      await reader.next();
      await ask(reader, "What moves?");
      await reader.destroy(); // the second chunk was never read
      await gpu().device.queue.onSubmittedWorkDone();
      live.push(gpu().ledger.liveBuffers);
    }
    expect(live[2]).toBe(live[1]);
  });
});

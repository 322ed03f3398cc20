// A video read chunk by chunk and asked about, on the embedded model.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCompressor, type Compressor } from "../../src/compression/plan.ts";
import { loadModel, type LoadedModel } from "../../src/pipeline/load-model.ts";
import { answerLong, type RecallOptions } from "../../src/pipeline/answer-long.ts";
import { createVideoReader, type VideoReader } from "../../src/pipeline/read-video.ts";
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

  it("is read chunk by chunk, asked while it is read, and shown in detail where it matters", async () => {
    const seen: number[] = [];
    const reader = await createVideoReader(gpu(), model, compressor, clip, {
      name: "one-glimpse.mp4",
      framesPerSec: 3.2,
      shares: { low: 1, high: 1 / 4 },
      onFrame({ index, thumbnail }) {
        seen.push(index);
        thumbnail.close();
      },
    });
    expect([reader.timesSec.length, reader.chunkCount]).toEqual([32, 4]);
    expect((await reader.next())?.index).toBe(0);
    expect((await reader.next())?.timesSec).toHaveLength(8);
    const early = await ask(reader, "What color is the main object?");
    expect(early.isLow).toEqual([true, true]);
    expect(early.text).toMatch(/white/i);
    // Back to the state in which the next chunk is read.
    reader.memory.assemble(reader.memory.chunks.map(() => false));
    await reader.next();
    await reader.next();
    expect(await reader.next()).toBeNull();
    expect(seen).toEqual(Array.from({ length: 32 }, (_, i) => i));
    await reader.close();

    const all = await ask(reader, "What appears briefly?", { chunks: 4 });
    expect(all.isLow).toEqual([true, true, true, true]);
    expect(all.entries).toBe(32 * 36);
    expect(all.text).toBe("A blue triangle.");
    const some = await ask(reader, "What appears briefly?", { chunks: 1 });
    expect(some.isLow.filter(Boolean)).toHaveLength(3);
    expect(some.entries).toBe(3 * 288 + 72);
    expect(some.text).toBe("A blue triangle.");
    const forced = await ask(reader, "What appears briefly?", {
      forced: new Map([
        [1, true],
        [3, false],
      ]),
      chunks: 0,
    });
    expect(forced.isLow).toEqual([true, true, false, false]);
    // The glimpse is in the last of four chunks.
    for (const relevance of ["query", "embedding"] as const) {
      const { relevance: scores } = await ask(reader, "What appears briefly?", { relevance });
      expect(scores.indexOf(Math.max(...scores))).toBe(3);
    }
    const { relevance: even } = await ask(reader, "What moves?", { relevance: "even" });
    expect(even).toEqual([0, 0, 0, 0]);
    await reader.destroy();
  });

  it("leaves nothing behind, however it ends", async () => {
    const live: number[] = [];
    for (let round = 0; round < 3; round++) {
      const options = { name: "clip", framesPerSec: 0.8, chunkFrames: 4 };
      const reader = await createVideoReader(gpu(), model, compressor, clip, options);
      await reader.next();
      await ask(reader, "What moves?");
      await reader.destroy(); // the second chunk was never read
      await gpu().device.queue.onSubmittedWorkDone();
      live.push(gpu().ledger.liveBuffers);
    }
    expect(live[2]).toBe(live[1]);
  });
});

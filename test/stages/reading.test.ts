// A video read chunk by chunk and asked about, on the embedded model.

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createCompressor, type Compressor } from "../../src/compression/plan.ts";
import { createHostStore } from "../support/host-store.ts";
import { readFloats } from "../../src/gpu/readback.ts";
import type { Tensor } from "../../src/gpu/tensor.ts";
import type { EarlierTurn } from "../../src/language/prompt.ts";
import { GREEDY } from "../../src/language/sampling.ts";
import { loadModel } from "../../src/pipeline/load-model.ts";
import type { LoadedModel, ModelBench } from "../../src/pipeline/loaded-model.ts";
import { answerWhole, type AnswerWholeOptions } from "../../src/pipeline/answer-whole.ts";
import { NO_OWNER, nothingCached } from "../../src/pipeline/cache-owner.ts";
import type { EntryStore } from "../../src/memory/chunk-record.ts";
import type { RelevanceId, Scorer } from "../../src/memory/choices.ts";
import type { ReadSettings } from "../../src/memory/read-settings.ts";
import { planReading } from "../../src/pipeline/planned-reading.ts";
import { attachMemory } from "../../src/pipeline/attach-memory.ts";
import { createReading, openReading, type Reading } from "../../src/pipeline/reading.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";
import { LOGITS } from "../tolerance.ts";

const gpu = useGpu();

describe("a reading", () => {
  let model: LoadedModel;
  let compressor: Compressor;
  let clip: Blob;
  const prefix = nothingCached();
  let lastId = 0;
  beforeAll(async () => {
    model = await loadModel(gpu(), EMBEDDED, GRAPHS_ON_CPU);
    compressor = createCompressor(gpu());
    clip = await (await fetch("/samples/one-glimpse.mp4")).blob();
  });
  afterAll(async () => {
    await (await four)?.detach();
    compressor.destroy();
    await model.release();
  });

  const turn = (): ModelBench => ({ gpu: gpu(), model, compressor, prefix });

  const open = (
    settings: Partial<ReadSettings>,
    store: EntryStore = createHostStore(),
  ): Promise<Reading> => {
    const source = { file: clip, name: "one-glimpse.mp4" };
    return openReading(turn(), { id: ++lastId, source }, { store, settings });
  };

  const readAll = async (reading: Reading): Promise<Reading> => {
    while ((await reading.next(turn())) !== null);
    return reading;
  };

  const ask = async (
    reading: Reading,
    question: string,
    options: Partial<AnswerWholeOptions> = {},
  ) => {
    const pieces = answerWhole(turn(), reading, question, {
      maxTokens: 16,
      sampling: GREEDY,
      random: () => 0,
      ...options,
    });
    let next = await pieces.next();
    while (next.done !== true) next = await pieces.next();
    return next.value;
  };

  /** Four chunks of eight frames. */
  const FOUR_CHUNKS = { framesPerSec: 3.2, shares: { detailed: 1, compact: 1 / 4 } };
  let four: Promise<Reading> | undefined;
  /** Read once for all that do no more than ask. */
  const inFourChunks = () => (four ??= open(FOUR_CHUNKS).then(readAll));

  it("is read chunk by chunk, and asked while it is read", async () => {
    const seen: number[] = [];
    const onFrame = ({ index, thumbnail }: { index: number; thumbnail: ImageBitmap }) => {
      seen.push(index);
      thumbnail.close();
    };
    const reading = await open(FOUR_CHUNKS);
    expect(reading.timesSec).toHaveLength(32);
    expect((await reading.next(turn(), onFrame))?.index).toBe(0);
    expect((await reading.next(turn(), onFrame))?.timesSec).toHaveLength(8);
    const early = await ask(reading, "What color is the main object?");
    expect(early.isDetailed).toEqual([true, true]);
    expect(early.text).toMatch(/white/i);
    await reading.next(turn(), onFrame);
    await reading.next(turn(), onFrame);
    expect(await reading.next(turn())).toBeNull();
    expect(seen).toEqual(Array.from({ length: 32 }, (_, i) => i));
    await reading.detach();
  });

  it("is shown in detail where it matters, with its file closed", async () => {
    const reading = await inFourChunks();
    await reading.close();
    const all = await ask(reading, "What appears briefly?", { chunks: 4, focus: false });
    expect(all.isDetailed).toEqual([true, true, true, true]);
    expect(all.entries).toBe(32 * 36);
    expect(all.text).toBe("A blue triangle.");
    const some = await ask(reading, "What appears briefly?", { chunks: 1, focus: false });
    expect(some.isDetailed.filter(Boolean)).toHaveLength(3);
    expect(some.entries).toBe(3 * 288 + 72);
    expect(some.text).toBe("A blue triangle.");
    const forced = await ask(reading, "What appears briefly?", {
      forced: new Map([
        [1, true],
        [3, false],
      ]),
      chunks: 0,
    });
    expect(forced.isDetailed).toEqual([true, true, false, false]);
    // The glimpse is in the last of four chunks.
    const by = (relevance: RelevanceId) =>
      ask(reading, "What appears briefly?", { chunks: 0, relevance });
    const byBounds = await by("bounds");
    for (const { relevance } of [some, byBounds]) {
      expect(relevance.indexOf(Math.max(...relevance))).toBe(3);
    }
    // The default is the larger of the two, frame by frame.
    const [combined, byFrames, byTokens] = [some, await by("attention"), await by("newest")];
    expect(combined.frames).toEqual(
      byFrames.frames.map((one, i) => Math.max(one, byTokens.frames[i]!)),
    );
    expect(combined.frames).not.toEqual(byFrames.frames);
    expect(combined.frames).not.toEqual(byTokens.frames);
    // Means over a frame hide what is small in it, so these need not find it; they rank frames all the same.
    for (const { frames } of [await by("query"), await by("embedding")]) {
      expect(frames).toHaveLength(32);
      expect(new Set(frames).size).toBeGreaterThan(16);
    }
  });

  it("gives the chunks that stand out alone, and all of it where none does or the reader says more", async () => {
    const reading = await inFourChunks();
    const newest = (question: string, options: Partial<AnswerWholeOptions> = {}) =>
      ask(reading, question, { relevance: "newest", ...options });
    const found = await newest("What appears briefly?");
    // The glimpse is in the last of four chunks.
    expect(found).toMatchObject({ isAlone: true, isDetailed: [false, false, false, true] });
    expect(found.entries).toBe(288);
    expect(found.text).toBe("A blue triangle.");
    const cached = gpu().ledger.liveBytes;
    for (const [question, options] of [
      ["What color is the main object?", {}],
      ["What appears briefly?", { focus: false }],
      ["What appears briefly?", { forced: new Map([[1, true]]) }],
      ["What appears briefly?", { entries: 3 * 288 + 72 }],
      ["What appears briefly? What is this about?", {}],
    ] as const) {
      const all = await newest(question, options);
      expect(all.isAlone).toBeUndefined();
      expect(all.isDetailed[0]).toBe(true);
      expect(all.entries).toBeGreaterThanOrEqual(3 * 288);
      expect(all.text).not.toBe("");
    }
    expect(await newest("What appears briefly?")).toMatchObject({ text: found.text, entries: 288 });
    // By default only a question about the order of things is answered so.
    const listed = await ask(reading, "What appears briefly?", {});
    expect(listed).toMatchObject({ isAlone: true, entries: 288, text: found.text });
    for (const [question, options] of [
      ["What appears briefly?", { focus: false }],
      ["What appears briefly?", { relevance: "attention" }],
      ["How many things appear briefly?", {}],
    ] as const) {
      expect(await ask(reading, question, options)).not.toHaveProperty("isAlone");
    }
    // As an answer goes on with what it had, also where that was not in a row.
    const only = (...chunks: number[]) =>
      ask(reading, "What appears briefly?", {
        forced: new Map([0, 1, 2, 3].map((chunk) => [chunk, chunks.includes(chunk)])),
        onlyForced: true,
      });
    expect(await only(3)).toMatchObject({ isAlone: true, entries: 288, text: found.text });
    const both = { isAlone: true, isDetailed: [false, true, false, true], entries: 2 * 288 };
    expect(await only(1, 3)).toMatchObject(both);
    expect(gpu().ledger.liveBytes).toBe(cached);
  });

  describe("is talked about", () => {
    const [FIRST, SECOND] = ["What color is the main object?", "What appears briefly?"];
    const every = new Map([0, 1, 2, 3].map((chunk) => [chunk, true]));

    it("with the turns before, whose text is read once behind the same chunks, and to the same logits", async () => {
      const reading = await inFourChunks();
      const one = await ask(reading, FIRST, { forced: every });
      expect(one).toMatchObject({ turnsSeen: 0, textReused: 0 });
      const earlier = [{ question: FIRST, answer: one.text }];
      const logits: Float32Array[] = [];
      const onFirstLogits = async (tensor: Tensor) => {
        logits.push(await readFloats(gpu(), tensor));
      };
      const asked = { forced: every, earlier, onFirstLogits };
      const two = await ask(reading, SECOND, asked);
      expect(two.turnsSeen).toBe(1);
      // The first question and most of its answer.
      expect(two.textReused).toBeGreaterThan(8);
      prefix.owner = NO_OWNER;
      const anew = await ask(reading, SECOND, asked);
      expect(anew).toMatchObject({ turnsSeen: 1, textReused: 0, text: two.text, ids: two.ids });
      expect(differs(logits[0]!, logits[1]!, LOGITS)).toBeNull();
      // Behind other chunks the text is another, and so it is where more has been read.
      await ask(reading, FIRST, { forced: every });
      const behindOthers = await ask(reading, SECOND, {
        earlier,
        forced: new Map([[3, false]]),
        chunks: 0,
      });
      expect(behindOthers).toMatchObject({ turnsSeen: 1, textReused: 0 });
    });

    it("on its own as if nothing had been asked before", async () => {
      const reading = await inFourChunks();
      const alone = await ask(reading, SECOND, { forced: every });
      await ask(reading, FIRST, { forced: every });
      const after = await ask(reading, SECOND, { forced: every });
      expect(after).toMatchObject({ textReused: 0, text: alone.text, ids: alone.ids });
      const some = await ask(reading, SECOND, { forced: every, maxTokens: 1 });
      const whole = await ask(reading, SECOND, { forced: every, begun: some.ids });
      expect(whole).toMatchObject({ text: alone.text, ids: alone.ids });
      expect(whole.textReused).toBeGreaterThan(0);
    });

    it("with as many of the turns before as leave the video its room", async () => {
      const reading = await inFourChunks();
      const { cache } = model.decoder;
      const alone = await ask(reading, SECOND, { forced: every });
      // With it the text alone would fit, but not with the chunks.
      const times = Math.floor((cache.capacity - alone.entries / 2) / 3);
      const long = { question: FIRST, answer: "a blue triangle ".repeat(times) };
      const short = { question: FIRST, answer: "White." };
      const seen = async (earlier: EarlierTurn[]) => {
        const { turnsSeen, isDetailed, entries } = await ask(reading, SECOND, {
          forced: every,
          earlier,
        });
        expect({ isDetailed, entries }).toEqual({
          isDetailed: alone.isDetailed,
          entries: alone.entries,
        });
        return turnsSeen;
      };
      expect(await seen([short, short])).toBe(2);
      expect(await seen([long, short])).toBe(1);
      expect(await seen([short, long])).toBe(0);
    });
  });

  it.each<Scorer>(["vidcom2", "cover"])(
    "goes on from what it left behind by %s: after a failure, without its file, in a later visit",
    async (scorer) => {
      const shares = { detailed: 1, compact: 1 / 4 };
      const settings = { framesPerSec: 0.6, chunkFrames: 2, shares, scorer };
      const whole = await readAll(await open(settings));
      const store = createHostStore();
      const first = await open(settings, store);
      await first.next(turn());
      const failed = first.next(turn(), ({ thumbnail }) => {
        thumbnail.close();
        throw new Error("The strip is full.");
      });
      await expect(failed).rejects.toThrow(/strip is full/);
      expect(first.memory.records).toHaveLength(1);
      await ask(first, "What moves?");
      expect((await first.next(turn()))?.index).toBe(1); // its file is opened again
      await first.detach();

      const source = { file: null as Blob | null, name: "one-glimpse.mp4" };
      const { facts, timesSec, grid } = first;
      const { records } = first.memory;
      const { settings: given } = first;
      const plan = { facts, timesSec, settings: given, grid, store, records };
      const later = { id: ++lastId, source, ...planReading(model, plan) };
      const again = createReading(later);
      await attachMemory(turn(), again);
      expect(again.spans).toEqual([]); // nothing decoded, nothing encoded
      expect(again.grid).toEqual(whole.grid);
      await expect(again.next(turn())).rejects.toMatchObject({ code: "memory-no-file" });
      source.file = new Blob(["another file"]);
      await expect(again.next(turn())).rejects.toMatchObject({ code: "memory-other-file" });
      source.file = clip;
      expect((await again.next(turn()))?.index).toBe(2);
      expect(await again.next(turn())).toBeNull();
      const strip = (reading: Reading) =>
        reading.memory.records.map((record) => ({ ...record, pictures: record.pictures.length }));
      expect(strip(again)).toEqual(strip(whole));
      expect(whole.memory.records[0]?.pictures).toHaveLength(2);
      const question = "What appears briefly?";
      expect((await ask(again, question)).text).toBe((await ask(whole, question)).text);
      await again.detach();
      await whole.detach();
    },
  );

  it("keeps by Cover what the chunks before do not have, and the codes of what it keeps", async () => {
    const shares = { detailed: 1 / 2, compact: 1 / 8 };
    const reading = await readAll(await open({ ...FOUR_CHUNKS, shares, scorer: "cover" }));
    const { records } = reading.memory;
    expect(records.map(({ codes }) => codes!.words.length / 4)).toEqual([144, 36, 36, 36]);
    const [first, second, third, last] = records.map(({ scores }) => Math.max(...scores!));
    // The background is in the first chunk; the glimpse, which nothing before is like, in the last.
    expect(first).toBeGreaterThan(Math.max(second!, third!));
    expect(last).toBeGreaterThan(Math.max(second!, third!));
    expect((await ask(reading, "What appears briefly?", { chunks: 0 })).text).toBe(
      "A blue triangle.",
    );
    await reading.detach();
  });

  it("is read with other settings, and says what it did", async () => {
    const reading = await open({
      framesPerSec: 0.2,
      chunkFrames: 1,
      shares: { detailed: 1 / 2, compact: 1 / 9 },
      scorer: "ranks",
      passes: 2,
      prototypes: true,
      reuseBelow: 1,
    });
    await readAll(reading);
    const [, second] = reading.memory.records;
    expect(new Set(second?.scores)).not.toContain(NaN);
    expect(second?.levels.compact).toHaveLength(36 / 9 - 1);
    expect(second?.ownCompact?.byteLength).toBe((36 / 9) * model.decoder.cache.bytesPerPosition);
    expect(reading.reusedFrames).toBe(1);
    await reading.detach();
    await expect(open({ chunkFrames: 0 })).rejects.toMatchObject({ code: "read-settings" });
  });

  it("copies what stays the same where that is wanted, and answers alike", async () => {
    const question = "What appears briefly?";
    const cut = vi.spyOn(model.vision, "parts");
    const all = await readAll(await open(FOUR_CHUNKS));
    expect(cut).not.toHaveBeenCalled();
    const want = await ask(all, question);
    await all.detach();
    const copied = await readAll(await open({ ...FOUR_CHUNKS, copiesStill: true }));
    expect(cut).toHaveBeenCalledOnce();
    cut.mockRestore();
    expect((await ask(copied, question)).text).toBe(want.text);
    await copied.detach();
  });

  it("leaves nothing behind, however it ends", async () => {
    const live: number[] = [];
    for (let round = 0; round < 3; round++) {
      const reading = await open({ framesPerSec: 0.4, chunkFrames: 2 });
      await reading.next(turn());
      await ask(reading, "What moves?");
      await reading.detach(); // the second chunk was never read
      await gpu().device.queue.onSubmittedWorkDone();
      live.push(gpu().ledger.liveBuffers);
    }
    expect(live[2]).toBe(live[1]);
  });
});

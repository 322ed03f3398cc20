// Memories of long videos outlive the device and the model that read them, keep apart, and give back what they took.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AppError } from "../../src/base/errors.ts";
import type { Engine, ReadReport, WholeOptions, WholeVideo } from "../../src/engine/api.ts";
import { createEngine } from "../../src/engine/client.ts";
import { ask as askEngine } from "../support/ask.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";
import { replicaBlobs } from "../support/replica.ts";
import { overrideQuota } from "../support/quota.ts";

const COLOR = "What color is the main object?";
const BRIEF = "What appears briefly?";
/** Three chunks of one frame: software WebGPU is slow. */
const WAY = {
  kind: "whole",
  framesPerSec: 0.3,
  chunkFrames: 1,
  shares: { detailed: 1, compact: 1 / 4 },
} as const;

describe("memories of long videos", () => {
  let engine: Engine;
  let clip: Blob;
  let undisturbed: ReadReport;
  beforeAll(async () => {
    engine = createEngine();
    await engine.loadModel(EMBEDDED, GRAPHS_ON_CPU);
    clip = await (await fetch("/samples/one-glimpse.mp4")).blob();
  });
  beforeAll(async () => {
    undisturbed = await engine.open(clip, { way: WAY });
  });
  afterAll(() => engine.dispose());

  const ask = async (video: WholeVideo, question = COLOR): Promise<string> =>
    (await askEngine(engine, video, question, { maxTokens: 5, chunks: 0 })).text;
  /** Reads and says what it heard. */
  const read = async (options: WholeOptions = {}) => {
    const told: { frames: number[]; chunks: number[] } = { frames: [], chunks: [] };
    const report = await engine.open(clip, {
      ...options,
      way: WAY,
      onFrame(frame) {
        told.frames.push(frame.index);
        options.onFrame?.(frame);
        frame.thumbnail.close();
      },
      onChunk(chunk, use) {
        told.chunks.push(chunk.index);
        options.onChunk?.(chunk, use);
      },
    });
    return { report, told };
  };

  it("say of each token what it is kept for", () => {
    const [first] = undisturbed.chunks;
    expect(first).toMatchObject({ detailed: 36, compact: 9 });
    expect(first!.levels.filter((level) => level === 2)).toHaveLength(9);
    expect(first!.levels.filter((level) => level === 1)).toHaveLength(27);
    // What is in the compact set has the best scores.
    const scores = [...first!.scores!];
    const worst = Math.min(...scores.filter((_, i) => first!.levels[i] === 2));
    expect(scores.filter((score) => score > worst).length).toBeLessThan(9);
    const { gpuBytes, hostBytes, diskBytes, detailed, compact } = undisturbed.use;
    expect([detailed, compact, diskBytes]).toEqual([3 * 36, 36 + 2 * 9, 0]);
    expect(hostBytes % detailed).toBe(0);
    expect(gpuBytes).toBeGreaterThan(0);
  });

  it("are read on from the last chunk when the device is lost in the middle of one", async () => {
    let losing: Promise<void> | undefined;
    const { report, told } = await read({
      hostBytes: 0, // all detail on the disk
      onFrame({ index }) {
        if (index === 1) losing = engine.loseDevice(); // the second chunk has begun
      },
    });
    await losing;
    expect(told).toEqual({ frames: [0, 1, 2], chunks: [0, 1, 2] });
    expect(report.isComplete).toBe(true);
    expect(report.chunks).toEqual(undisturbed.chunks);
    const { hostBytes, diskBytes } = undisturbed.use;
    expect(report.use).toMatchObject({ hostBytes: diskBytes, diskBytes: hostBytes });
    // The other memory was on that device too.
    expect(await ask(report)).toBe(await ask(undisturbed));
    await engine.close(report);
  });

  it("answer the question that was being answered when the device was lost", async () => {
    const before = await ask(undisturbed);
    const pieces = engine.ask(undisturbed, COLOR, { maxTokens: 5, chunks: 0 });
    let next = await pieces.next();
    let text = "";
    if (next.done !== true) text += next.value;
    await engine.loseDevice();
    for (next = await pieces.next(); next.done !== true; next = await pieces.next()) {
      text += next.value;
    }
    expect(text).toBe(before);
    expect(next.value.text).toBe(before);
  });

  it("can be asked about wherever the reading was stopped, and read on from there", async () => {
    const stop = new AbortController();
    const stopped = await read({ signal: stop.signal, onChunk: () => stop.abort() });
    expect(stopped.report).toMatchObject({ isComplete: false });
    const { length } = stopped.report.chunks;
    expect(length).toBeLessThan(3);
    expect(await ask(stopped.report)).not.toBe("");
    const chunks: number[] = [];
    const report = await engine.resume(stopped.report, {
      onChunk: ({ index }) => chunks.push(index),
    });
    expect(chunks).toEqual([0, 1, 2].slice(length));
    expect(report.isComplete).toBe(true);
    expect(report.chunks).toEqual(undisturbed.chunks);
    expect(await ask(report)).toBe(await ask(undisturbed));
    await engine.close(report);
  });

  it("stay as they are when the disk is full, and are read on when it is not", async () => {
    const stop = new AbortController();
    const { report } = await read({
      hostBytes: 0,
      signal: stop.signal,
      onChunk: () => stop.abort(),
    });
    const { usage = 0 } = await navigator.storage.estimate();
    try {
      await overrideQuota(usage + 1000);
      await expect(engine.resume(report)).rejects.toMatchObject({
        code: "memory-storage",
        hint: expect.stringContaining("What was read can be asked about"),
      });
      expect(await ask(report)).not.toBe("");
    } finally {
      await overrideQuota();
    }
    expect((await engine.resume(report)).chunks).toEqual(undisturbed.chunks);
    await engine.close(report);
  });

  it("do one thing at a time, beside questions, and can be closed at any", async () => {
    const codes: Promise<unknown>[] = [];
    const codeOf = (work: Promise<unknown>): void =>
      void codes.push(work.catch(({ code }: AppError) => code));
    let opened: WholeVideo | undefined;
    const reading = read({
      onOpen: (video) => (opened = video),
      onChunk({ index }) {
        if (index > 0) return;
        codeOf(engine.resume(opened!));
        codeOf(engine.save(opened!));
        codeOf(engine.close(opened!));
      },
    });
    await expect(reading).rejects.toMatchObject({ code: "video-closed" });
    expect(await Promise.all(codes)).toEqual(["memory-busy", "memory-busy", undefined]);
  });

  it("come back with their model, and say whose they are to another one", async () => {
    const before = await ask(undisturbed);
    const loaded = await engine.counters();
    await engine.unloadModel();
    const unloaded = await engine.counters();
    expect(unloaded.liveBufferBytes).toBeLessThan(loaded.liveBufferBytes);
    expect(await ask(undisturbed)).toBe(before);
    const files = replicaBlobs({ family: "llava-onevision", dtype: "fp32", seed: 1 });
    await engine.loadModel({ kind: "files", id: "replica", files }, GRAPHS_ON_CPU);
    await expect(ask(undisturbed)).rejects.toMatchObject({
      code: "memory-other-model",
      message: expect.stringMatching(/"framewise-shapes" \(fp32\).*"replica" \(fp32\) is loaded/),
      hint: expect.stringContaining('Load "framewise-shapes"'),
    });
    await engine.loadModel(EMBEDDED, GRAPHS_ON_CPU);
    expect(await ask(undisturbed)).toBe(before);
  });

  it("do not mix, whatever the order of questions; nothing grows, and all goes back", async () => {
    const other = await (await fetch("/samples/crossing.mp4")).blob();
    const answers = new Map<string, Set<string>>();
    const closed: number[] = [];
    let inLastRound: number[] = [];
    for (let round = 0; round < 3; round++) {
      const second = await engine.open(other, {
        way: { kind: "whole", framesPerSec: 0.1, chunkFrames: 1 },
      });
      const questions: [string, ReadReport, string][] = [
        ["first color", undisturbed, COLOR],
        ["second color", second, COLOR],
        ["first brief", undisturbed, BRIEF],
        ["second brief", second, BRIEF],
      ];
      if (round === 1) questions.reverse();
      const live: number[] = [];
      for (const [key, video, question] of questions) {
        answers.set(key, (answers.get(key) ?? new Set()).add(await ask(video, question)));
        live.push((await engine.counters()).liveBuffers);
      }
      inLastRound = live;
      await engine.close(second);
      closed.push((await engine.counters()).liveBuffers);
      expect(closed.at(-1)).toBeLessThan(live.at(-1)!);
      await expect(ask(second)).rejects.toMatchObject({ code: "video-closed" });
      await engine.close(second); // closed already
    }
    expect([...answers.values()].map(({ size }) => size)).toEqual([1, 1, 1, 1]);
    // In the first two rounds the runtime keeps buffers for those that come.
    expect(new Set(inLastRound).size).toBe(1);
    expect(closed[2]).toBe(closed[1]);
  });
});

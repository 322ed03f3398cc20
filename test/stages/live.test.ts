// A source that is read as it happens, through the public engine: asked while it runs, stopped, saved and brought back.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PlainError } from "../../src/base/errors.ts";
import type { Engine, LivePace, ReadReport, WholeVideo } from "../../src/engine/api.ts";
import { createEngine } from "../../src/engine/client.ts";
import { ask } from "../support/ask.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";
import { createPaintedStream, disc, type PaintedStream } from "../support/painted-stream.ts";
import { overrideQuota } from "../support/quota.ts";

/** Two frames a chunk, so that little is computed. */
const WAY = { kind: "whole", chunkFrames: 2, framesPerSec: 1 } as const;

describe("a live source in the engine", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = createEngine();
    await engine.loadModel(EMBEDDED, GRAPHS_ON_CPU);
  });
  afterAll(() => engine.dispose());

  interface Opened {
    readonly stream: PaintedStream;
    readonly video: WholeVideo;
    readonly stop: () => void;
    readonly ended: Promise<ReadReport>;
    readonly paces: LivePace[];
    readonly chunks: number[][];
  }

  /** Opens a source whose first picture has come. */
  const open = async (
    isKept = false,
    onFrame: (index: number) => void = () => undefined,
    onNotKept: (error: PlainError) => void = () => undefined,
  ): Promise<Opened> => {
    const stream = createPaintedStream();
    const stopping = new AbortController();
    const paces: LivePace[] = [];
    const chunks: number[][] = [];
    let ended: Promise<ReadReport> | undefined;
    const video = await new Promise<WholeVideo>((onOpen, onFailure) => {
      ended = engine.openLive(stream.frames, {
        name: "Camera",
        way: WAY,
        isKept,
        onOpen,
        onFrame({ index, thumbnail }) {
          thumbnail.close();
          onFrame(index);
        },
        onChunk: ({ timesSec }) => chunks.push([...timesSec]),
        onPace: (pace) => paces.push(pace),
        onNotKept,
        signal: stopping.signal,
      });
      ended.catch(onFailure);
      stream.send(0, disc("red"));
    });
    return { stream, video, stop: () => stopping.abort(), ended: ended!, paces, chunks };
  };

  it("is read at its rate, asked while it runs, saved and brought back", async () => {
    const { stream, video, stop, ended, paces, chunks } = await open(true);
    expect(video).toMatchObject({ name: "Camera", isLive: true, chunkCount: 0, timesSec: [] });
    // Ten pictures a second, of which one is read.
    for (let i = 1; i <= 35; i++) stream.send(i / 10, disc(i < 20 ? "red" : "lime"));
    await expect
      .poll(() => chunks)
      .toEqual([
        [0, 1],
        [2, 3],
      ]);

    // A question reads what has come since the last chunk.
    stream.send(4, disc("lime"));
    const seen = async () => {
      const { report } = await ask(engine, video, "What color is the main object?", {
        maxTokens: 8,
      });
      return report.choice.chunks.map(({ timesSec }) => timesSec);
    };
    await expect.poll(seen).toEqual([[0, 1], [2, 3], [4]]);
    expect(chunks).toEqual([[0, 1], [2, 3], [4]]);

    // Of a part of it nothing else is shown.
    const part = (fromSec: number, toSec: number) =>
      ask(engine, video, "What color is the main object?", {
        maxTokens: 8,
        range: { fromSec, toSec },
      });
    expect((await part(0, 1)).text).toMatch(/red/i);
    const late = await part(2, 3);
    expect(late.text).toMatch(/green/i);
    expect(late.report.choice.chunks.map(({ isDetailed }) => isDetailed)).toEqual([
      false,
      true,
      false,
    ]);
    expect(late.report.choice.entries).toBe(36);

    stream.send(5, disc("lime"));
    stop();
    const report = await ended;
    expect(stream.isCancelled).toBe(true);
    expect(report).toMatchObject({
      isComplete: true,
      isLive: true,
      chunkCount: report.chunks.length,
    });
    expect(report.timesSec.slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(paces.at(-1)).toMatchObject({ dropped: 0, turns: 0, gaps: [], framesPerSec: 1 });

    const saved = await engine.save(video);
    await engine.close(video);
    const again = await engine.reopen(saved.id);
    expect(again).toMatchObject({ isComplete: true, isLive: true });
    expect(again.chunks.map(({ timesSec }) => timesSec)).toEqual(
      report.chunks.map(({ timesSec }) => timesSec),
    );
    const { text } = await ask(engine, again, "What color is the main object?", {
      maxTokens: 8,
      range: { fromSec: 0, toSec: 1 },
    });
    expect(text).toMatch(/red/i);
    await engine.close(again);
    await engine.deleteSaved(saved.id);
  });

  it("goes on when its picture changes size or is turned, and over a gap, and has a now", async () => {
    const { stream, video, ended, paces, chunks } = await open();
    stream.send(1, disc("red"), { width: 144, height: 176 });
    for (const sec of [200, 202, 204]) {
      for (const each of [sec, sec + 1])
        stream.send(each, disc("lime"), { width: 352, height: 288 });
      // More wait for no reading than two chunks.
      await expect.poll(() => chunks.at(-1)).toEqual([sec, sec + 1]);
    }
    expect(chunks).toHaveLength(4);
    expect(paces.at(-1)).toMatchObject({
      turns: 2,
      gaps: [{ fromSec: 1, toSec: 200, wasAsleep: false }],
    });

    // A question about now sees all of the last minute in detail, and nothing of before; others see everything.
    const seen = async (question: string) => {
      const { report } = await ask(engine, video, question, { maxTokens: 8, chunks: 0 });
      return report.choice.chunks.map(({ isDetailed, isUnseen }) =>
        isUnseen === true ? "unseen" : isDetailed,
      );
    };
    expect(await seen("What color is the main object right now?")).toEqual([
      "unseen",
      true,
      true,
      true,
    ]);
    expect(await seen("What color is the main object?")).toEqual([true, false, false, true]);
    stream.end();
    const report = await ended;
    expect(report.facts).toMatchObject({ width: 176, height: 144 });
    expect(await seen("What just happened?")).toEqual([true, false, false, true]);
    await engine.close(report);
  });

  it("is read on when the disk is full in the middle, and can be saved when there is room", async () => {
    const said: string[] = [];
    const { stream, video, ended, chunks } = await open(true, undefined, ({ code, message }) =>
      said.push(`${code} ${message}`),
    );
    const send = async (sec: number, color: string) => {
      for (const each of [sec, sec + 1]) if (each > 0) stream.send(each, disc(color));
      await expect.poll(() => chunks.at(-1)).toEqual([sec, sec + 1]);
    };
    await send(0, "red");
    const { usage = 0 } = await navigator.storage.estimate();
    try {
      await overrideQuota(usage + 1_000);
      for (const sec of [2, 4, 6]) await send(sec, "lime");
      await expect
        .poll(() => said)
        .toEqual([expect.stringMatching(/^memory-not-kept .*Camera from here on is lost.*Quota/)]);
      const seen = (range: { fromSec: number; toSec: number }) =>
        ask(engine, video, "What color is the main object?", { maxTokens: 8, range });
      expect((await seen({ fromSec: 0, toSec: 1 })).text).toMatch(/red/i);
      expect((await seen({ fromSec: 6, toSec: 7 })).text).toMatch(/green/i);
      stream.end();
      expect((await ended).timesSec).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      await expect(engine.save(video)).rejects.toMatchObject({
        code: expect.stringMatching(/^memory-/),
      });
    } finally {
      await overrideQuota();
    }
    const saved = await engine.save(video);
    await engine.close(video);
    const again = await engine.reopen(saved.id);
    expect(again.chunks.flatMap(({ timesSec }) => timesSec)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    await engine.close(again);
    await engine.deleteSaved(saved.id);
  });

  it("loses no frame when the device is lost in the middle of a chunk", async () => {
    const seen: number[] = [];
    let losing: Promise<void> | undefined;
    const { stream, ended, chunks } = await open(false, (index) => {
      seen.push(index);
      if (index === 2) losing = engine.loseDevice();
    });
    for (const sec of [0, 2, 4]) {
      for (const each of [sec, sec + 1]) if (each > 0) stream.send(each, disc("red"));
      // Not for the chunk: where the device comes back late, one ends with what had been read of it.
      await expect.poll(() => seen.at(-1)).toBe(sec + 1);
    }
    await losing;
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
    stream.end();
    const report = await ended;
    expect(report.timesSec).toEqual([0, 1, 2, 3, 4, 5]);
    expect(chunks.flat()).toEqual([0, 1, 2, 3, 4, 5]);
    await engine.close(report);
  });

  it("is refused when no picture comes, and given up when it is stopped before", async () => {
    const silent = createPaintedStream();
    const opening = engine.openLive(silent.frames, { way: WAY, patienceMs: 50 });
    await expect(opening).rejects.toMatchObject({ code: "live-silent" });
    const stopping = new AbortController();
    const stopped = engine.openLive(createPaintedStream().frames, { signal: stopping.signal });
    stopping.abort();
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
  });
});

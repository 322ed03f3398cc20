// Two minutes of a running source, as fast as they are read: nothing is lost, and nothing is left behind. The long form is
// `npm run bench -- live`.

import { afterAll, beforeAll, expect, it } from "vitest";
import type { Engine, LivePace, WholeVideo } from "../../src/engine/api.ts";
import { createEngine } from "../../src/engine/client.ts";
import { ask } from "../support/ask.ts";
import { diskFiles } from "../support/disk-files.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";
import { createPaintedStream, disc } from "../support/painted-stream.ts";

const [SECONDS, EVERY_SEC, CHUNK] = [120, 2, 3];
/** All tokens at both levels, so that the memory is full before the stream ends. */
const WAY = {
  kind: "whole",
  chunkFrames: CHUNK,
  framesPerSec: 1 / EVERY_SEC,
  shares: { detailed: 1, compact: 1 },
} as const;
const QUESTION = "What color is the main object?";

let engine: Engine;
beforeAll(async () => {
  engine = createEngine();
  await engine.loadModel(EMBEDDED, GRAPHS_ON_CPU);
});
afterAll(() => engine.dispose());

/** What lies on the device behind each reading: behind the first one what kernels keep. */
const left: object[] = [];

it.each(["a first", "a second"])(
  "%s time they are read without a lost chunk, in as much memory at the end as in the middle",
  async () => {
    const held = async () => {
      const { liveBuffers, liveBufferBytes } = await engine.counters();
      return { liveBuffers, liveBufferBytes };
    };
    const stream = createPaintedStream();
    const chunks: { readonly index: number; readonly timesSec: readonly number[] }[] = [];
    const forgotten: number[] = [];
    const hostBytes: number[] = [];
    let pace: LivePace | null = null;
    let video: WholeVideo | null = null;
    let sentSec = 0;
    const send = (untilSec: number): void => {
      for (; sentSec < untilSec; sentSec += EVERY_SEC)
        stream.send(sentSec, disc(sentSec < SECONDS / 2 ? "red" : "lime"));
    };
    /** Resolves when all that was sent is read. */
    const readTo = async (sec: number): Promise<void> => {
      const lastSec = () => chunks.at(-1)?.timesSec.at(-1);
      await expect.poll(lastSec, { timeout: 60_000 }).toBe(sec - EVERY_SEC);
    };

    const files = await diskFiles();
    const ended = engine.openLive(stream.frames, {
      way: WAY,
      isKept: true,
      onOpen: (opened) => {
        video = opened;
      },
      onFrame: ({ thumbnail }) => thumbnail.close(),
      onChunk: ({ index, timesSec }, use) => {
        chunks.push({ index, timesSec });
        hostBytes.push(use.hostBytes);
      },
      onPace: (now) => {
        pace = now;
        if (sentSec < SECONDS && chunks.length !== 10) send(sentSec + CHUNK * EVERY_SEC);
      },
      onForgotten: (gone) => forgotten.push(...gone),
    });
    send(CHUNK * EVERY_SEC);
    await readTo(SECONDS / 2);
    expect((await ask(engine, video!, QUESTION, { maxTokens: 8 })).text).toMatch(/red/i);
    const middle = await held();
    send(sentSec + CHUNK * EVERY_SEC);
    await readTo(SECONDS);
    const range = { fromSec: SECONDS - 20, toSec: SECONDS };
    expect((await ask(engine, video!, QUESTION, { maxTokens: 8, range })).text).toMatch(/green/i);
    expect(await held()).toEqual(middle);
    stream.end();
    const report = await ended;

    const times = Array.from({ length: SECONDS / EVERY_SEC }, (_, i) => i * EVERY_SEC);
    expect(chunks.map(({ index }) => index)).toEqual(chunks.map((_, i) => i));
    expect(chunks.flatMap(({ timesSec }) => timesSec)).toEqual(times);
    expect(pace).toMatchObject({ dropped: 0, gaps: [], framesPerSec: 1 / EVERY_SEC });
    expect(forgotten.length).toBeGreaterThan(0);
    expect(
      report.chunks.filter(({ detailed }) => detailed === 0).map(({ index }) => index),
    ).toEqual(forgotten);
    expect(hostBytes.at(-1)).toBeLessThan(hostBytes.length * hostBytes[0]!);
    await engine.close(report);
    left.push(await held());
    expect(await engine.savedMemories()).toEqual([]);
    expect(await diskFiles()).toEqual(files);
  },
);

it("the second time leaves nothing behind", () => {
  expect(left).toHaveLength(2);
  expect(left[1]).toEqual(left[0]);
});

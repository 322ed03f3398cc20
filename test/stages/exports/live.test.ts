// A source that families with other caches read as it happens: one whose cache grows, with two frames a step, and one whose other
// layers carry states. The embedded model's is in test/stages/live.test.ts.

import { describe, expect, it } from "vitest";
import type { ReadReport, WholeVideo } from "../../../src/engine/api.ts";
import { uniformPrecision } from "../../../src/model/precision.ts";
import { ask as askEngine } from "../../support/ask.ts";
import { sharedEngine } from "../../support/engine.ts";
import { exportFiles } from "../../support/exports.ts";
import { GRAPHS_ON_CPU } from "../../support/model.ts";
import { createPaintedStream, disc } from "../../support/painted-stream.ts";

/** Two frames a chunk, which is one step of Qwen2-VL and two of LFM2.5-VL. */
const WAY = {
  kind: "whole",
  framesPerSec: 1,
  chunkFrames: 2,
  shares: { detailed: 1 / 2, compact: 1 / 8 },
} as const;

describe.each(["qwen2-vl", "lfm2.5-vl", "qwen3.5"])("%s", (name) => {
  it("reads a source as it happens, is asked about now, saves it, opens it again and answers alike", async () => {
    const engine = sharedEngine();
    const precisions = [uniformPrecision("fp32", "")];
    const source = { kind: "files", id: name, files: await exportFiles(name), precisions } as const;
    const info = await engine.loadModel(source, GRAPHS_ON_CPU);
    expect(info).toMatchObject({ canReadWhole: true, kvCache: "growing" });

    const stream = createPaintedStream();
    const stopping = new AbortController();
    const chunks: number[][] = [];
    let ended: Promise<ReadReport> | undefined;
    const video = await new Promise<WholeVideo>((onOpen, onFailure) => {
      ended = engine.openLive(stream.frames, {
        way: WAY,
        isKept: true,
        onOpen,
        onFrame: ({ thumbnail }) => thumbnail.close(),
        onChunk: ({ timesSec }) => chunks.push([...timesSec]),
        signal: stopping.signal,
      });
      ended.catch(onFailure);
      stream.send(0, disc("red"));
    });
    const send = async (...times: readonly number[]) => {
      const { length } = chunks;
      for (const sec of times) stream.send(sec, disc("lime"));
      await expect.poll(() => chunks.length).toBe(length + 1);
    };
    await send(1);
    // A minute and more later, so that the first chunk is no part of now.
    await send(90, 91);
    await send(92, 93);

    const ask = async (of: WholeVideo, question: string) => {
      // The weights are random, so only the ids tell one answer from another.
      const options = { maxTokens: 6, ignoreEnd: true, chunks: 0 };
      const { report } = await askEngine(engine, of, question, options);
      return { ids: report.ids, choice: report.choice };
    };
    const seen = ({ choice }: Awaited<ReturnType<typeof ask>>) =>
      choice.chunks.map(({ isDetailed, isUnseen }) => (isUnseen === true ? "none" : isDetailed));
    const [now, question] = ["What just happened?", "What moves?"];
    expect(seen(await ask(video, now))).toEqual(["none", true, true]);
    expect(seen(await ask(video, question))).toEqual([true, false, true]);

    // What comes alone is read after a while, where a step has two frames too.
    await send(94);
    const answers = [await ask(video, now), await ask(video, question)];
    expect(seen(answers[0]!)).toEqual(["none", true, true, true]);
    stopping.abort();
    const report = await ended!;
    expect(report).toMatchObject({ isComplete: true, isLive: true, chunkCount: 4 });
    const saved = await engine.save(report);
    await engine.close(report);
    const again = await engine.reopen(saved.id);
    expect(again).toMatchObject({ isComplete: true, isLive: true, chunks: report.chunks });
    expect(await ask(again, question)).toEqual(answers[1]);
    await engine.close(again);
    await engine.deleteSaved(saved.id);
  });
});

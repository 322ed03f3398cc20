// The engine encodes less where it is asked to, says what it did, and answers all the same.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EncodeSettings, Engine, FramesVideo, ModelInfo } from "../../src/engine/api.ts";
import { createEngine } from "../../src/engine/client.ts";
import { ask } from "../support/ask.ts";
import { exportFiles } from "../support/exports.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";

const FRAMES = 6;
const QUESTION = "What color is the main object?";

const clip = async (): Promise<File> => {
  const response = await fetch("/test/media/h264-aac.mp4");
  return new File([await response.blob()], "h264-aac.mp4");
};

describe("the engine", () => {
  let engine: Engine;
  let model: ModelInfo;

  beforeAll(async () => {
    engine = createEngine();
    model = await engine.loadModel(EMBEDDED, GRAPHS_ON_CPU);
  });
  afterAll(() => engine.dispose());

  const open = async (encode?: Partial<EncodeSettings>): Promise<FramesVideo> =>
    engine.open(await clip(), { way: { kind: "frames", frames: FRAMES, encode } });

  it("copies patches that have not changed, and counts them", async () => {
    expect(model.uncut).toBeNull();
    const all = await open({ still: null });
    expect(all.encode).toEqual({ count: null, left: null });
    const want = await ask(engine, all, QUESTION, { maxTokens: 8 });
    const none = await open({ still: { threshold: 0, refresh: 1 } });
    expect(none.encode.count).toEqual({ patches: FRAMES * 121, encoded: FRAMES * 121 });
    const same = await ask(engine, none, QUESTION, { maxTokens: 8 });
    expect(same.report.text).toBe(want.report.text);
    // Everything is within such a threshold, so the first frame alone is encoded.
    const first = await open({ still: { threshold: 9, refresh: 100 } });
    expect(first.encode).toEqual({ count: { patches: FRAMES * 121, encoded: 121 }, left: null });
    for (const video of [all, none, first]) await engine.close(video);
  });

  it.each(["vidcom2", "cover"] as const)("encodes only tokens that %s has chosen", async (by) => {
    const half = await open({ chosen: { share: 0.5, by } });
    const mask = half.encodedTokens!;
    const perFrame = Array.from({ length: FRAMES }, (_, t) =>
      mask.slice(t * 36, (t + 1) * 36).reduce((sum, one) => sum + one, 0),
    );
    expect(perFrame).toEqual(Array<number>(FRAMES).fill(18));
    const { patches, encoded } = half.encode.count!;
    expect(patches).toBe(FRAMES * 121);
    expect(encoded).toBeGreaterThan(FRAMES * 18);
    expect(encoded).toBeLessThan(0.7 * patches);

    const quarter = await engine.plan(half, { method: "cover", retention: 0.25 });
    expect(quarter.kept).toBe(FRAMES * 9);
    expect([...quarter.keptMask].every((isKept, i) => isKept <= mask[i]!)).toBe(true);
    expect(quarter.frames.reduce((sum, { budget }) => sum + budget, 0)).toBe(quarter.kept);
    const whole = await engine.plan(half, { method: "cover", retention: 1 });
    expect(whole.keptMask).toEqual(mask);
    expect(whole.total).toBe(FRAMES * 36);
    const measured = await engine.quality(half, { method: "cover", retention: 0.25 });
    expect(measured.coverage).toBeGreaterThan(0);
    const { report } = await ask(engine, half, QUESTION, {
      maxTokens: 8,
      plan: { method: "cover", retention: 0.25 },
    });
    expect(report.tokens.kept).toBe(quarter.kept);
    expect(report.text.length).toBeGreaterThan(0);
    await expect(engine.plan(half, { method: "fastv", retention: 0.5 })).rejects.toMatchObject({
      code: "method-needs-all-tokens",
    });
    await engine.close(half);
  });

  it("refuses what is not possible in a sentence", async () => {
    await expect(open({ still: { threshold: -1, refresh: 8 } })).rejects.toMatchObject({
      code: "encode-settings",
    });
    await expect(open({ chosen: { share: 0, by: "cover" } })).rejects.toMatchObject({
      code: "encode-settings",
    });
  });

  it("encodes all of every frame with a model whose encoder cannot be cut, and says why", async () => {
    const files = await exportFiles("lfm2.5-vl");
    const other = createEngine();
    try {
      const { uncut } = await other.loadModel({ kind: "files", id: "lfm", files }, GRAPHS_ON_CPU);
      expect(uncut).toBe("The vision encoder cannot be cut: its attention is not one operator.");
      const answers: string[] = [];
      for (const still of [null, { threshold: 0.1, refresh: 8 }]) {
        const video = await other.open(await clip(), {
          way: { kind: "frames", frames: 2, encode: { still } },
        });
        expect(video.encode).toEqual({ count: null, left: still && uncut });
        answers.push((await ask(other, video, QUESTION, { maxTokens: 4 })).report.text);
      }
      expect(answers[1]).toBe(answers[0]);
    } finally {
      other.dispose();
    }
  });

  it("leaves nothing behind on the GPU", async () => {
    const round = async (): Promise<number> => {
      for (const encode of [
        { still: { threshold: 0.2, refresh: 8 } },
        { chosen: { share: 0.5, by: "cover" } },
      ] as const) {
        const video = await open(encode);
        await engine.plan(video, { method: "cover", retention: 0.25 });
        await engine.close(video);
      }
      return (await engine.counters()).liveBuffers;
    };
    // The buffers of the last recording stay for the next one, so equal rounds leave equally many.
    const first = await round();
    expect(await round()).toBe(first);
    expect(await round()).toBe(first);
  });
});

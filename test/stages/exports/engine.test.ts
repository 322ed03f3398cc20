// The exports in the public engine, as a person meets them: a picked folder is loaded, a clip is asked with all tokens and
// with fewer, and read as a long video.

import { beforeAll, describe, expect, it } from "vitest";
import type { Engine, ModelInfo } from "../../../src/engine/api.ts";
import { ask } from "../../support/ask.ts";
import { sharedEngine } from "../../support/engine.ts";
import { exportFiles } from "../../support/exports.ts";

const QUESTION = "Which shape is red?";
const FRAMES = 4;

describe.each([
  { name: "llava-onevision", steps: FRAMES, runtime: "webgpu", kvCache: "static" },
  { name: "qwen2-vl", steps: FRAMES / 2, runtime: "wasm", kvCache: "growing" },
] as const)("$name in the engine on $runtime", ({ name, steps, runtime, kvCache }) => {
  let engine: Engine;
  let clip: Blob;
  let model: ModelInfo;

  beforeAll(async () => {
    engine = sharedEngine();
    const files = await exportFiles(name);
    model = await engine.loadModel({ kind: "files", id: name, files }, { runtime });
    clip = await (await fetch("/test/media/h264-aac.mp4")).blob();
  });

  it("says how it keeps its cache", () => {
    expect(model.kvCache).toBe(kvCache);
    expect(model.precision).toBe("fp32");
  });

  it("answers with all tokens and with a quarter of them", async () => {
    const video = await engine.open(clip, { way: { kind: "frames", frames: FRAMES } });
    const total = steps * video.tokensPerFrame;
    const whole = { maxTokens: 8, keepReference: "all" };
    const all = await ask(engine, video, QUESTION, whole);
    expect(all.report.tokens).toMatchObject({ total, kept: total });
    expect(all.report.text).toBe(all.pieces.join(""));
    const plan = { method: "vidcom2", retention: 0.25 } as const;
    const fewer = { plan, maxTokens: 8, compareWith: "all" };
    const some = await ask(engine, video, QUESTION, fewer);
    expect(some.report.tokens).toMatchObject({ total, kept: Math.round(total / 4) });
    expect(some.report.divergence?.meanKl).toBeGreaterThan(0);
    // All again: what a quarter left in the cache is not in the way.
    const again = await ask(engine, video, QUESTION, { maxTokens: 8, compareWith: "all" });
    expect(again.report.text).toBe(all.report.text);
    expect(again.report.divergence?.meanKl).toBeLessThan(1e-6);
    await engine.close(video);
  });
});

describe("llava-onevision read as a long video", () => {
  it("is read whole, and asked twice alike", async () => {
    const engine = sharedEngine();
    const files = await exportFiles("llava-onevision");
    await engine.loadModel({ kind: "files", id: "llava-onevision", files }, { runtime: "webgpu" });
    const clip = await (await fetch("/test/media/h264-aac.mp4")).blob();
    const read = await engine.open(clip, {
      way: { kind: "whole", framesPerSec: 2, chunkFrames: 2 },
    });
    expect(read).toMatchObject({ isComplete: true });
    expect(read.chunks.length).toBeGreaterThan(1);
    const { text, report } = await ask(engine, read, QUESTION, { maxTokens: 8 });
    expect(report.choice.chunks.length).toBe(read.chunks.length);
    expect(report.text).toBe(text);
    expect((await ask(engine, read, QUESTION, { maxTokens: 8 })).text).toBe(text);
  });
});

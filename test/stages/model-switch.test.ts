// Models come and go: nothing of the one before stays on the GPU, and one that was let go comes back by itself.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine, EngineEvent, FramesVideo } from "../../src/engine/api.ts";
import { createEngine } from "../../src/engine/client.ts";
import { uniformPrecision } from "../../src/model/precision.ts";
import { ask as askEngine } from "../support/ask.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";
import { replicaBlobs, spoil } from "../support/replica.ts";

describe("models that come and go", () => {
  let engine: Engine;
  let video: FramesVideo;
  const events: EngineEvent[] = [];
  const replica = {
    kind: "files" as const,
    id: "replica",
    files: replicaBlobs({ family: "llava-onevision", dtype: "q4", seed: 1 }),
  };
  const ask = async () => {
    const plan = { method: "vidcom2", retention: 0.5 } as const;
    const { report } = await askEngine(engine, video, "What moves?", { maxTokens: 3, plan });
    return report;
  };

  beforeAll(async () => {
    engine = createEngine();
    engine.subscribe((event) => events.push(event));
    await engine.loadModel(EMBEDDED, GRAPHS_ON_CPU);
    const clip = await (await fetch("/samples/one-glimpse.mp4")).blob();
    video = await engine.open(clip, { way: { kind: "frames", frames: 2 } });
  });
  afterAll(() => engine.dispose());

  it.each(["webgpu", "wasm"] as const)("leave no buffer behind on %s", async (runtime) => {
    const live: number[] = [];
    // On software WebGPU a load takes seconds.
    for (let round = 0; round < (runtime === "webgpu" ? 6 : 8); round++) {
      await engine.loadModel(round % 2 === 0 ? replica : EMBEDDED, { runtime });
      const report = await ask();
      expect(report.tokens.kept).toBeGreaterThan(0);
      live.push((await engine.counters()).liveBuffers);
    }
    // From the third round on: the runtime keeps buffers of the first two for those that come.
    expect(live.slice(4)).toEqual(live.slice(2, -2));
  });

  it("give their memory back when they are let go, and come back with the next question", async () => {
    await engine.loadModel(EMBEDDED, { runtime: "webgpu" });
    const before = await ask();
    const loaded = await engine.counters();
    await engine.unloadModel();
    const unloaded = await engine.counters();
    expect(unloaded.liveBufferBytes).toBeLessThan(loaded.liveBufferBytes / 10);
    events.length = 0;
    const after = await ask();
    expect(after.text).toBe(before.text);
    expect(events).toContainEqual({ kind: "recovering", step: "loading the model again" });
    expect(events.at(-1)).toEqual({ kind: "recovered" });
  });

  it("fall back to the next precision when one cannot be opened, and say so", async () => {
    const files = new Map(replica.files);
    for (const name of ["embed_tokens", "vision_encoder", "decoder_model_merged"]) {
      files.set(`onnx/${name}_broken.onnx`, new Blob(["no graph at all"]));
    }
    events.length = 0;
    const precisions = [uniformPrecision("broken", "_broken"), uniformPrecision("q4", "_q4")];
    const info = await engine.loadModel({ ...replica, files, precisions }, GRAPHS_ON_CPU);
    expect(info.precision).toBe("q4");
    expect(events).toContainEqual({
      kind: "model-fallback",
      from: "broken",
      to: "q4",
      reason: expect.stringMatching(/embed_tokens could not be opened/),
    });
  });

  it("are refused when their numbers make no sense, and the one in use stays", async () => {
    await engine.loadModel(EMBEDDED, GRAPHS_ON_CPU);
    const before = await ask();
    const files = new Map(replica.files);
    await spoil(files, "onnx/decoder_model_merged_q4.onnx");
    await expect(engine.loadModel({ ...replica, files }, GRAPHS_ON_CPU)).rejects.toMatchObject({
      code: "model-self-test",
      message: expect.stringMatching(/not numbers/),
    });
    expect((await ask()).text).toBe(before.text);
  });
});

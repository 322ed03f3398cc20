// The public engine in a worker without WebGPU: the graphs run on the CPU, our shaders as JavaScript, and what it keeps and
// says is what it keeps and says on WebGPU.

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type {
  Engine,
  EngineEvent,
  FramesVideo,
  ReadReport,
  WholeVideo,
} from "../../src/engine/api.ts";
import { METHOD_IDS } from "../../src/engine/catalogue.ts";
import { createEngine } from "../../src/engine/client.ts";
import { ask } from "../support/ask.ts";
// oxlint-disable-next-line import/default -- Vite makes it
import workerUrl from "../support/engine-without-webgpu.worker.ts?worker&url";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";

const QUESTION = "What color is the main object?";
const FRAMES = { way: { kind: "frames", frames: 8 } } as const;

/** Starts an engine whose worker finds no `navigator.gpu`. */
function createEngineWithoutWebGpu(): Engine {
  const Own = Worker;
  vi.stubGlobal(
    "Worker",
    class extends Own {
      constructor(_url: string | URL, options?: WorkerOptions) {
        super(workerUrl, options);
      }
    },
  );
  try {
    return createEngine();
  } finally {
    vi.unstubAllGlobals();
  }
}

describe("an engine without WebGPU", () => {
  let clip: Blob;
  let engine: Engine;
  let onWebGpu: Engine;
  let video: FramesVideo;
  let same: FramesVideo;
  const events: EngineEvent[] = [];

  beforeAll(async () => {
    clip = await (await fetch("/samples/one-glimpse.mp4")).blob();
    engine = createEngineWithoutWebGpu();
    engine.subscribe((event) => events.push(event));
    onWebGpu = createEngine();
    await engine.loadModel(EMBEDDED);
    await onWebGpu.loadModel(EMBEDDED, GRAPHS_ON_CPU);
    video = await engine.open(clip, FRAMES);
    same = await onWebGpu.open(clip, FRAMES);
  });
  afterAll(() => {
    engine.dispose();
    onWebGpu.dispose();
  });

  it("says what computes, and runs the graphs on the CPU though nobody asked for it", async () => {
    expect(events.find(({ kind }) => kind === "adapter")).toMatchObject({
      adapter: { isSoftware: true, missing: "webgpu", description: "this browser's JavaScript" },
    });
    const model = await engine.loadModel(EMBEDDED);
    expect(model).toMatchObject({ runtime: "wasm", precision: "fp32" });
    video = await engine.open(clip, FRAMES);
  });

  it.each(METHOD_IDS)("keeps by %s what WebGPU keeps", async (method) => {
    const request = { method, retention: 0.6 };
    const [own, other] = [await engine.plan(video, request), await onWebGpu.plan(same, request)];
    expect(own.kept).toBeGreaterThan(0);
    expect(own.keptMask).toEqual(other.keptMask);
  });

  it.each(["fastv", "dycoke-steps"] as const)(
    "drops by %s in the decoder what WebGPU drops",
    async (method) => {
      const plan = { method, retention: 0.6 };
      const own = await ask(engine, video, QUESTION, { plan, maxTokens: 3 });
      const other = await ask(onWebGpu, same, QUESTION, { plan, maxTokens: 3 });
      expect(own.text).toBe(other.text);
      expect(own.report.plan.keptMask).toEqual(other.report.plan.keptMask);
      expect(own.report.plan.kept).toBeLessThan(own.report.plan.total);
    },
  );

  it("answers as WebGPU does", async () => {
    const own = await ask(engine, video, QUESTION, { maxTokens: 12 });
    const other = await ask(onWebGpu, same, QUESTION, { maxTokens: 12 });
    expect(own.text).toBe(other.text);
    expect(own.text).toMatch(/white/i);
  });

  it("reads a long video whole, and answers about it", async () => {
    let opened: WholeVideo | undefined;
    const report: ReadReport = await engine.open(clip, {
      way: {
        kind: "whole",
        framesPerSec: 0.6,
        chunkFrames: 2,
        shares: { detailed: 1, compact: 1 / 4 },
      },
      onOpen: (video) => (opened = video),
    });
    expect(report).toMatchObject({ isComplete: true });
    expect(report.chunks.length).toBeGreaterThan(1);
    const { text } = await ask(engine, opened!, QUESTION, { maxTokens: 12 });
    expect(text).toMatch(/white/i);
  });

  it("goes on after its device is lost", async () => {
    await engine.loseDevice();
    const { text } = await ask(engine, video, QUESTION, { maxTokens: 12 });
    expect(text).toMatch(/white/i);
  });
});

// Models that are fetched, kept and changed, from the store's side: what is asked of the weights store and the engine,
// and what the state says meanwhile.

import { describe, expect, it } from "vitest";
import type { ModelSource } from "../../../src/engine/api.ts";
import { createSessionStore } from "../../../src/store/store.ts";
import { createFakeEngine, type FakeOptions } from "../../support/fake-engine.ts";
import {
  createFakeWeights,
  fakeStored,
  type FakeWeightsOptions,
} from "../../support/fake-weights.ts";
import { createTestEnv, until } from "../../support/test-env.ts";

const SMOL = "HuggingFaceTB/SmolVLM2-500M-Video-Instruct";
const LLAVA = "llava-hf/llava-onevision-qwen2-0.5b-ov-hf";
const MINUTE = 60_000;

interface Options {
  readonly engine?: FakeOptions;
  readonly weights?: FakeWeightsOptions;
  readonly saved?: Record<string, unknown>;
}

function session({ engine: engineOptions, weights: weightsOptions, saved }: Options = {}) {
  const engine = createFakeEngine(engineOptions);
  const weights = createFakeWeights(weightsOptions);
  const env = createTestEnv({ weights });
  if (saved !== undefined) env.saved.set("framewise.models", JSON.stringify(saved));
  const sources: ModelSource[] = [];
  const load = engine.loadModel.bind(engine);
  engine.loadModel = (source, options) => {
    sources.push(source);
    return load(source, options);
  };
  const store = createSessionStore(engine, env);
  const { actions } = store.getState();
  const settings = () => JSON.parse(env.saved.get("framewise.models") ?? "{}") as unknown;
  return { engine, weights, env, store, actions, sources, settings };
}

const openClip = (store: ReturnType<typeof session>["store"]) =>
  store.getState().actions.openFile(new File(["bytes"], "clip.mp4"));

describe("a download", () => {
  it("asks the browser to keep it, ends in the model being used, and the open video is read again", async () => {
    const { engine, weights, store, actions, sources } = session();
    await openClip(store);
    const before = store.getState().video;
    await actions.downloadModel(SMOL, "q4f16");
    expect(weights.calls).toEqual(["persist", `download ${SMOL}`, `open ${SMOL}`]);
    expect(sources.at(-1)).toMatchObject({
      kind: "files",
      id: SMOL,
      precisions: [{ id: "q4f16", suffixes: { vision_encoder: "_q4f16" } }],
    });
    const { model, models, video, plan } = store.getState();
    expect(model).toMatchObject({ phase: "ready", info: { id: SMOL } });
    expect(models.downloads).toEqual({});
    expect(video).toMatchObject({ look: { kind: "frames" }, file: { name: "clip.mp4" } });
    expect(video).not.toBe(before);
    expect(plan.phase).toBe("ready");
    expect(engine.calls.filter((call) => call.startsWith("openFrames"))).toHaveLength(2);
  });

  it("tells its bytes as they come, never fewer", async () => {
    const { store, actions } = session();
    const seen: number[] = [];
    store.subscribe(({ models }) => {
      const download = models.downloads[SMOL];
      if (download?.phase === "running" && download.progress !== null) {
        seen.push(download.progress.doneBytes);
      }
    });
    await actions.downloadModel(SMOL, "q4f16");
    expect(seen.length).toBeGreaterThan(8);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  it("pauses with what has arrived, and goes on from there", async () => {
    const { weights, store, actions } = session();
    const download = actions.downloadModel(SMOL, "q4f16");
    await until(store, ({ models }) => {
      const state = models.downloads[SMOL];
      return state?.phase === "running" && (state.progress?.doneBytes ?? 0) > 1e8;
    });
    actions.pauseDownload(SMOL);
    await download;
    const paused = store.getState().models.downloads[SMOL];
    expect(paused).toMatchObject({ phase: "paused", precisionId: "q4f16" });
    expect(paused?.phase === "paused" && paused.doneBytes).toBeGreaterThan(1e8);
    expect(store.getState().model.phase).toBe("idle");
    await actions.downloadModel(SMOL, "q4f16");
    expect(store.getState().model).toMatchObject({ phase: "ready", info: { id: SMOL } });
    expect(weights.calls.filter((call) => call.startsWith("remove"))).toEqual([]);
  });

  it("is cancelled with what has arrived", async () => {
    const { weights, store, actions } = session();
    const download = actions.downloadModel(SMOL, "q4f16");
    await until(store, ({ models }) => models.downloads[SMOL]?.phase === "running");
    await actions.cancelDownload(SMOL);
    await download;
    expect(weights.calls).toContain(`remove ${SMOL}`);
    const { downloads, stored } = store.getState().models;
    expect(downloads).toEqual({});
    expect(stored).toMatchObject({ phase: "ready", models: [] });
  });

  it("of a second version leaves the first usable, and is cancelled alone", async () => {
    const { weights, store, actions, sources } = session({
      weights: { stored: [fakeStored(SMOL, "q4")] },
    });
    const download = actions.downloadModel(SMOL, "fp16");
    await until(store, ({ models }) => {
      const state = models.downloads[SMOL];
      return state?.phase === "running" && (state.progress?.totalBytes ?? 0) > 0;
    });
    actions.pauseDownload(SMOL);
    await download;
    expect((await weights.list())[0]?.isComplete).toBe(false);
    await actions.takeModel(SMOL);
    const source = sources.at(-1);
    expect(source?.precisions?.map(({ id }) => id)).toEqual(["q4"]);
    expect(
      source?.kind === "files" && [...source.files.keys()].some((p) => p.includes("fp16")),
    ).toBe(false);
    await actions.cancelDownload(SMOL);
    const [left] = await weights.list();
    expect(left?.files.map(({ path }) => path)).toEqual([
      "config.json",
      "onnx/embed_tokens_q4.onnx",
      "onnx/vision_encoder_q4.onnx",
      "onnx/decoder_model_merged_q4.onnx",
    ]);
  });

  it("keeps its error and its bytes when it fails, and the model in use", async () => {
    const { weights, store, actions } = session();
    await actions.ensureModel();
    weights.failures = {
      download: { code: "weights-gated", message: "The hub refused.", hint: "Use a token." },
    };
    await actions.downloadModel(SMOL, "q4f16");
    const { model, models } = store.getState();
    expect(models.downloads[SMOL]).toMatchObject({
      phase: "failed",
      error: { code: "weights-gated" },
    });
    expect(model).toMatchObject({ phase: "ready", info: { id: "framewise-shapes" } });
  });

  it("waits for no other: a second one does not begin beside it", async () => {
    const { weights, store, actions } = session();
    weights.hold();
    const first = actions.downloadModel(SMOL, "q4f16");
    await actions.downloadModel(LLAVA, "q4");
    expect(weights.calls.filter((call) => call.startsWith("download"))).toHaveLength(1);
    weights.release();
    await first;
    expect(store.getState().models.downloads).toEqual({});
  });

  it("does not take the model away from an answer that is being given", async () => {
    const { engine, store, actions } = session();
    await openClip(store);
    engine.hold();
    const asking = actions.ask("What moves?");
    await actions.downloadModel(SMOL, "q4f16");
    expect(store.getState().model).toMatchObject({ info: { id: "framewise-shapes" } });
    expect(store.getState().notices.at(-1)).toMatchObject({
      kind: "info",
      error: { code: "model-here", message: "SmolVLM2 500M is downloaded." },
    });
    engine.release();
    await asking;
    expect(store.getState().turns.at(-1)?.state.phase).toBe("done");
  });

  it("sends the hub's address and token that were set, and refuses text that is not an address", async () => {
    const { weights, actions, settings } = session();
    expect(() => actions.setHub({ baseUrl: "not one", token: null })).toThrow(/not the address/);
    actions.setHub({ baseUrl: "https://user:pw@hub.test/mirror/?x=1", token: "secret" });
    await actions.downloadModel(SMOL, "q4f16");
    expect(weights.hubs).toEqual([{ baseUrl: "https://hub.test/mirror", token: "secret" }]);
    expect(settings()).toMatchObject({ hubUrl: "https://hub.test/mirror" });
    expect(JSON.stringify(settings())).not.toMatch(/secret|pw/);
  });
});

describe("a stored model", () => {
  it("is used without a download, and remembered for the next visit", async () => {
    const { weights, store, actions, settings } = session({
      weights: { stored: [fakeStored(LLAVA, "q4")] },
    });
    await actions.takeModel(LLAVA, "q4");
    expect(store.getState().model).toMatchObject({ phase: "ready", info: { id: LLAVA } });
    expect(weights.calls).toEqual([`open ${LLAVA}`]);
    expect(settings()).toMatchObject({ lastModel: { id: LLAVA, precisionId: "q4" } });
    await actions.takeModel("framewise-shapes");
    expect(settings()).toMatchObject({ lastModel: null });
  });

  it("of the last visit is loaded first, before the embedded one", async () => {
    const { engine, actions } = session({
      weights: { stored: [fakeStored(LLAVA, "q4")] },
      saved: { lastModel: { id: LLAVA, precisionId: "q4" } },
    });
    await actions.ensureModel();
    expect(engine.calls).toEqual([`loadModel ${LLAVA}`]);
  });

  it("of the last visit gives way to the embedded one when it is gone, which is said", async () => {
    const { engine, store, actions, settings } = session({
      saved: { lastModel: { id: LLAVA, precisionId: "q4" } },
    });
    await actions.ensureModel();
    expect(engine.calls).toEqual(["loadModel framewise-shapes"]);
    expect(store.getState().notices[0]?.error.hint).toMatch(/LLaVA-OneVision 0.5B was in use last/);
    expect(settings()).toMatchObject({ lastModel: null });
  });

  it("is not loaded again by the next visit when its loading never ended", async () => {
    const { engine, env, actions, settings } = session({
      weights: { stored: [fakeStored(LLAVA, "q4")] },
      saved: { lastModel: { id: LLAVA, precisionId: "q4" } },
    });
    engine.hold();
    const loading = actions.ensureModel();
    await new Promise((resolve) => setTimeout(resolve, 5));
    // What a visit would find after this one crashed now.
    expect(settings()).toMatchObject({ lastModel: null });
    engine.release();
    await loading;
    expect(JSON.parse(env.saved.get("framewise.models") ?? "")).toMatchObject({
      lastModel: { id: LLAVA },
    });
  });

  it("that fails to load leaves the one in use", async () => {
    const { engine, store, actions } = session({
      weights: { stored: [fakeStored(LLAVA, "q4")] },
    });
    await actions.ensureModel();
    engine.failures = {
      loadModel: { code: "model-config", message: "config.json lies.", hint: "Fetch it again." },
    };
    await actions.takeModel(LLAVA, "q4");
    expect(store.getState().model).toMatchObject({ info: { id: "framewise-shapes" } });
    expect(store.getState().notices[0]?.error.message).toBe("config.json lies.");
  });

  it("gives place to the embedded one when it is deleted in use", async () => {
    const { store, actions } = session({ weights: { stored: [fakeStored(LLAVA, "q4")] } });
    await actions.takeModel(LLAVA, "q4");
    await actions.deleteModel(LLAVA);
    const { model, models } = store.getState();
    expect(model).toMatchObject({ phase: "ready", info: { id: "framewise-shapes" } });
    expect(models.stored).toMatchObject({ models: [] });
  });
});

describe("an idle model", () => {
  it("leaves the GPU after the time that is set, and comes back with the next question", async () => {
    const { engine, env, store, actions } = session({
      weights: { stored: [fakeStored(LLAVA, "q4")] },
    });
    const stop = actions.start();
    await openClip(store);
    await actions.takeModel(LLAVA, "q4");
    env.pass(14 * MINUTE);
    expect(store.getState().model.phase).toBe("ready");
    env.pass(15 * MINUTE);
    await until(store, ({ model }) => model.phase === "unloaded");
    expect(engine.calls.at(-1)).toBe("unloadModel");
    await actions.ask("What moves?");
    expect(engine.calls.slice(-2)).toEqual([`loadModel ${LLAVA}`, "ask What moves?"]);
    expect(store.getState().model).toMatchObject({ phase: "ready", info: { id: LLAVA } });
    stop();
  });

  it("stays when the time is never, and the embedded one always", async () => {
    const { env, store, actions } = session({ weights: { stored: [fakeStored(LLAVA, "q4")] } });
    const stop = actions.start();
    await actions.ensureModel();
    env.pass(1e9);
    actions.setIdleMinutes(0);
    await actions.takeModel(LLAVA, "q4");
    env.pass(1e9);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(store.getState().model.phase).toBe("ready");
    stop();
  });

  it("is not taken from a video that is opening", async () => {
    const { engine, env, store, actions } = session({
      weights: { stored: [fakeStored(LLAVA, "q4")] },
    });
    const stop = actions.start();
    await actions.takeModel(LLAVA, "q4");
    engine.hold();
    const opening = openClip(store);
    env.pass(1e9);
    engine.release();
    await opening;
    expect(engine.calls).not.toContain("unloadModel");
    stop();
  });
});

it("a fall back to another precision is said as news, not as a failure", () => {
  const { engine, store, actions } = session();
  const stop = actions.start();
  const reason = "Its first token is no number.";
  engine.emit({ kind: "model-fallback", from: "q4f16", to: "q4", reason });
  expect(store.getState().notices).toMatchObject([
    { kind: "info", error: { code: "model-fallback", hint: reason } },
  ]);
  stop();
});

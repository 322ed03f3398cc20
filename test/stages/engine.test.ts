// The public engine in a real worker: a clip in, an answer out, and everything that may go wrong between.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  Engine,
  EngineEvent,
  FrameSeen,
  ModelInfo,
  FramesVideo,
} from "../../src/engine/api.ts";
import { must } from "../../src/base/assert.ts";
import { createEngine } from "../../src/engine/client.ts";
import { ask } from "../support/ask.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";

const QUESTION = "What color is the main object?";
const FRAMES = 4;

const clip = async (): Promise<File> => {
  const response = await fetch("/test/media/h264-aac.mp4");
  return new File([await response.blob()], "h264-aac.mp4");
};

describe("engine", () => {
  let engine: Engine;
  let video: FramesVideo;
  let model: ModelInfo;
  const files: string[] = [];
  const seen: FrameSeen[] = [];
  const events: EngineEvent[] = [];

  beforeAll(async () => {
    engine = createEngine();
    engine.subscribe((event) => events.push(event));
    model = await engine.loadModel(EMBEDDED, {
      ...GRAPHS_ON_CPU,
      onProgress: ({ file }) => files.push(file),
    });
    video = await engine.open(await clip(), {
      way: { kind: "frames", frames: FRAMES },
      onFrame: (frame) => seen.push(frame),
    });
  });
  afterAll(() => engine.dispose());

  it("tells what it loaded", () => {
    expect(model).toMatchObject({
      family: "llava_onevision",
      kvCache: "growing",
      maxPositions: 2048,
    });
    expect(model.grid).toEqual({ rows: 6, columns: 6 });
    const rotation = model.rewrites.find(({ name }) => name === "explicit-rotation");
    expect(rotation).toMatchObject({ graph: "decoder_model_merged", count: 4, positions: 2048 });
    expect(new Set(files)).toContain("onnx/decoder_model_merged.onnx");
  });

  it("tells adapter, frames and facts", () => {
    expect(events.some(({ kind }) => kind === "adapter")).toBe(true);
    expect(seen.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(video.timesSec).toHaveLength(FRAMES);
    expect(video.tokensPerFrame).toBe(36);
    expect(video.facts.name).toBe("h264-aac.mp4");
    expect(video.lostFrames).toBe(0);
  });

  it("looks at frames of a part only, and tells which part", async () => {
    const { startSec, durationSec } = video.facts;
    const range = { fromSec: startSec + durationSec / 4, toSec: startSec + durationSec / 2 };
    const times: number[] = [];
    const part = await engine.open(await clip(), {
      way: { kind: "frames", frames: FRAMES, range },
      onFrame: ({ timeSec }) => times.push(timeSec),
    });
    expect(part.looked.range).toEqual(range);
    expect(part.timesSec).toEqual(times);
    expect(times).toHaveLength(FRAMES);
    for (const time of times) expect(time > range.fromSec && time < range.toSec).toBe(true);
    const { report } = await ask(engine, part, QUESTION, { maxTokens: 1 });
    expect(report.tokens.total).toBe(FRAMES * 36);
    expect(video.looked.range).toBeUndefined();
    await engine.close(part);
  });

  it("plans: budgets add up, the mask says what the budgets say", async () => {
    const plan = await engine.plan(video, { method: "vidcom2", retention: 0.25 });
    expect(plan.total).toBe(FRAMES * 36);
    expect(plan.kept).toBe(36);
    expect(plan.keptMask.reduce((sum, kept) => sum + kept, 0)).toBe(plan.kept);
    expect(plan.frames.map(({ budget }) => budget).reduce((a, b) => a + b)).toBe(plan.kept);
    expect(plan.kvBytes).toBe(plan.kept * 2048);
  });

  it("answers, and the pieces are the text", async () => {
    const { pieces, report } = await ask(engine, video, QUESTION, { maxTokens: 8 });
    expect(pieces.join("")).toBe(report.text);
    expect(report.tokens).toMatchObject({ total: FRAMES * 36, kept: FRAMES * 36 });
    expect(report.firstTokenMs).toBeGreaterThanOrEqual(report.prefillMs);
    expect(report.steps).toBeLessThanOrEqual(7);
  });

  it("reuses the video's part of the cache for a second question, with the same answer as without", async () => {
    const plan = { method: "vidcom2", retention: 0.5 } as const;
    const first = await ask(engine, video, "Where is it?", { plan, maxTokens: 4 });
    const second = await ask(engine, video, QUESTION, { plan, maxTokens: 6 });
    expect(first.report.videoReused).toBe(false);
    expect(second.report.videoReused).toBe(true);
    await ask(engine, video, QUESTION, { maxTokens: 1 });
    const fresh = await ask(engine, video, QUESTION, { plan, maxTokens: 6 });
    expect(fresh.report.videoReused).toBe(false);
    expect(fresh.report.text).toBe(second.report.text);
  });

  it("reads a plan's tokens ahead of a question, which is answered as without, and says so once", async () => {
    const plan = { method: "vidcom2", retention: 0.5 } as const;
    const asked = () => ask(engine, video, QUESTION, { plan, maxTokens: 6 });
    await ask(engine, video, QUESTION, { maxTokens: 1 });
    const { report: plain } = await asked();
    await ask(engine, video, QUESTION, { maxTokens: 1 });
    await engine.prefill(video, { plan });
    const { report } = await asked();
    expect(report).toMatchObject({
      ids: plain.ids,
      closest: plain.closest,
      tokens: plain.tokens,
      kvBytes: plain.kvBytes,
      videoReused: true,
    });
    expect(report.aheadMs).toBeGreaterThan(0);
    expect(plain.aheadMs).toBeUndefined();
    expect((await asked()).report.aheadMs).toBeUndefined();

    // A plan that nobody asks by, one that is given up, one that is stopped, and one inside the decoder leave nothing.
    const quarter = { method: "vidcom2", retention: 0.25 } as const;
    await engine.prefill(video, { plan: quarter });
    expect((await asked()).report).toMatchObject({ ids: plain.ids, videoReused: false });
    await engine.prefill(video, { plan: quarter });
    await engine.forgetPrefill();
    const { report: later } = await ask(engine, video, QUESTION, { plan: quarter, maxTokens: 1 });
    expect(later.videoReused).toBe(false);
    await expect(
      engine.prefill(video, { plan, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ name: "AbortError" });
    await engine.prefill(video, { plan: { method: "fastv", retention: 0.5 } });
    const { report: last } = await ask(engine, video, QUESTION, { plan: quarter, maxTokens: 1 });
    expect(last).toMatchObject({ ids: later.ids, videoReused: true });
    expect(last.aheadMs).toBeUndefined();
  });

  it("goes on with an answer that was cut off, whatever was asked meanwhile, as in one go", async () => {
    const question = "Describe the clip.";
    const greedy = { plan: { method: "vidcom2", retention: 0.5 }, ignoreEnd: true } as const;
    for (const options of [
      greedy,
      { ...greedy, temperature: 1, seed: 3, repetitionPenalty: 1.2 },
    ]) {
      const whole = await ask(engine, video, question, { ...options, maxTokens: 12 });
      const cut = await ask(engine, video, question, { ...options, maxTokens: 5 });
      expect(cut.report.ids).toEqual(whole.report.ids.slice(0, 5));
      const begun = cut.report.ids;
      const rest = await ask(engine, video, question, { ...options, begun, maxTokens: 12 });
      expect(rest.report.ids).toEqual(whole.report.ids);
      expect(rest.report.text).toBe(whole.report.text);
      expect(cut.text + rest.text).toBe(whole.text);
      expect(rest.report).toMatchObject({ steps: 6, videoReused: true, closest: null });
      expect(rest.report.textReused).toBeGreaterThan(4);

      await ask(engine, video, "Where is it?", { maxTokens: 1 });
      const late = await ask(engine, video, question, { ...options, begun, maxTokens: 12 });
      expect(late.report).toMatchObject({
        ids: whole.report.ids,
        videoReused: false,
        textReused: 0,
      });
    }
  });

  it.each([
    { begun: [1.5], why: "does not know" },
    { begun: [1_000_000], why: "does not know" },
    { begun: [5], choices: ["red", "blue"], why: "choices" },
    { begun: [5], keepReference: "it", why: "compared" },
  ])("refuses to go on where it cannot: $why", async ({ why, ...options }) => {
    await expect(ask(engine, video, QUESTION, options)).rejects.toMatchObject({
      code: "begun-invalid",
      message: expect.stringContaining(why) as string,
    });
  });

  it("refuses to go on with an answer that the model ended", async () => {
    const { report } = await ask(engine, video, QUESTION);
    expect(report.stop).toBe("end");
    await expect(ask(engine, video, QUESTION, { begun: report.ids })).rejects.toMatchObject({
      code: "begun-invalid",
    });
  });

  it("measures how far an answer is from another's distributions along its tokens", async () => {
    const full = { method: "vidcom2", retention: 1 } as const;
    const first = await ask(engine, video, QUESTION, {
      plan: full,
      maxTokens: 6,
      keepReference: "full",
    });
    expect(first.report.divergence).toBeNull();
    const same = await ask(engine, video, QUESTION, { plan: full, compareWith: "full" });
    // Its own tokens behind its own prompt, one step each: the same numbers.
    expect(same.report.divergence?.meanKl).toBeCloseTo(0, 6);
    expect(same.report.divergence?.tokens).toBeGreaterThan(1);
    const plan = { method: "random", retention: 0.1 } as const;
    const less = await ask(engine, video, QUESTION, { plan, compareWith: "full" });
    expect(less.report.divergence?.meanKl).toBeGreaterThan(1e-4);
    // What is compared leaves nothing in the cache: the second question is answered as if alone.
    const alone = await ask(engine, video, QUESTION, { plan });
    expect(less.report.text).toBe(alone.report.text);
    expect(less.report.kvBytes).toBe(alone.report.kvBytes);
    expect(alone.report.videoReused).toBe(true);

    await engine.forgetReference("full");
    await engine.forgetReference("full");
    await expect(ask(engine, video, QUESTION, { compareWith: "full" })).rejects.toMatchObject({
      code: "no-reference",
    });
    const chosen = { choices: ["red", "blue"], keepReference: "chosen" };
    await expect(ask(engine, video, QUESTION, chosen)).rejects.toMatchObject({
      code: "choices-invalid",
    });
  });

  it("measures how well a plan's tokens stand for all, without a question", async () => {
    const all = await engine.quality(video, { method: "uniform", retention: 1 });
    expect(all).toMatchObject({ coverage: 1, reconstructionError: 0 });
    const cover = await engine.quality(video, { method: "cover", retention: 0.1 });
    const uniform = await engine.quality(video, { method: "uniform", retention: 0.1 });
    expect(cover.coverage).toBeGreaterThan(uniform.coverage);
    expect(cover.reconstructionError).toBeLessThan(uniform.reconstructionError);
    expect(cover.effectiveDimension).toBeGreaterThan(uniform.effectiveDimension);
    await expect(engine.quality(video, { method: "cover", retention: 0 })).rejects.toMatchObject({
      code: "retention-invalid",
    });
  });

  it("gives the same answer twice with one seed when it samples", async () => {
    const options = { maxTokens: 6, temperature: 1.5, topP: 0.9, seed: 7 };
    const once = await ask(engine, video, QUESTION, options);
    const again = await ask(engine, video, QUESTION, options);
    expect(again.report.text).toBe(once.report.text);
  });

  it("draws the likeliest token where top-k, top-p or min-p leave no other", async () => {
    const { report: greedy } = await ask(engine, video, QUESTION, { maxTokens: 6 });
    for (const narrow of [{ topK: 1 }, { topP: 1e-6 }, { minP: 1 }]) {
      const options = { maxTokens: 6, temperature: 2, seed: 3, ...narrow };
      const { report } = await ask(engine, video, QUESTION, options);
      expect({ narrow, text: report.text }).toEqual({ narrow, text: greedy.text });
    }
  });

  it("repeats itself less when it is penalised for it", async () => {
    const options = { maxTokens: 24, ignoreEnd: true };
    const { report: free } = await ask(engine, video, QUESTION, options);
    const penalised = await ask(engine, video, QUESTION, { ...options, repetitionPenalty: 1e6 });
    const mostOf = (text: string): number => {
      const words = text.toLowerCase().match(/[a-z]+/g) ?? [];
      return Math.max(...words.map((word) => words.filter((other) => other === word).length));
    };
    // A word may have two tokens, with and without a space before it.
    expect(mostOf(free.text)).toBeGreaterThan(2);
    expect(mostOf(penalised.report.text)).toBeLessThanOrEqual(2);
  });

  it("ends before a stop string, and gives no part of it", async () => {
    const options = { maxTokens: 24, ignoreEnd: true };
    const { report: free } = await ask(engine, video, QUESTION, options);
    const string = free.text.slice(2, 12);
    expect(string).toHaveLength(10);
    for (const stop of [string, ["never said", string]]) {
      const { pieces, report } = await ask(engine, video, QUESTION, { ...options, stop });
      expect(report).toMatchObject({ text: free.text.slice(0, 2), stop: "end" });
      expect(pieces.join("")).toBe(report.text);
      expect(report.steps).toBeLessThan(free.steps);
    }
  });

  it.each([{ topK: -1 }, { topP: 0 }, { temperature: Number.NaN }, { stop: [""] }])(
    "refuses %o with a sentence",
    async (options) => {
      await expect(ask(engine, video, QUESTION, options)).rejects.toMatchObject({
        code: "sampling-invalid",
        hint: expect.stringMatching(/\w/),
      });
    },
  );

  it("answers with the likeliest of some choices, and says how likely each is", async () => {
    const choices = ["Red.", "Blue.", "The main object is green.", "Seven."];
    const options = { plan: { method: "vidcom2", retention: 0.5 }, choices } as const;
    const { pieces, report } = await ask(engine, video, QUESTION, options);
    const likelihoods = report.likelihoods!;
    expect(likelihoods.map(({ text }) => text)).toEqual(choices);
    const best = likelihoods.toSorted((a, b) => b.logLikelihood - a.logLikelihood)[0]!;
    expect(pieces).toEqual([best.text]);
    expect(report).toMatchObject({ text: best.text, stop: "end" });
    expect(likelihoods.every(({ logLikelihood }) => logLikelihood < 0)).toBe(true);
    const together = likelihoods.reduce((sum, { probability }) => sum + probability, 0);
    expect(together).toBeCloseTo(1, 10);
    const ratio = Math.exp(likelihoods[0]!.logLikelihood - best.logLikelihood);
    expect(likelihoods[0]!.probability / best.probability).toBeCloseTo(ratio, 10);

    const again = await ask(engine, video, QUESTION, options);
    expect(again.report).toMatchObject({ likelihoods, videoReused: true });
    const free = await ask(engine, video, QUESTION, { plan: options.plan });
    expect(free.report).toMatchObject({ likelihoods: null, videoReused: true });
    const closest = must(free.report.closest, "closest call");
    expect(closest.ratio).toBeGreaterThanOrEqual(1);
    expect(free.report.text).toContain(closest.said);
  });

  it("finds no choice likelier than the one that it says by itself where that is nearly certain", async () => {
    const { report: free } = await ask(engine, video, QUESTION);
    expect(free.stop).toBe("end");
    const choices = ["Nine purple rings.", free.text, `${free.text} ${free.text}`];
    const { report } = await ask(engine, video, QUESTION, { choices });
    expect(report.text).toBe(free.text);
  });

  it.each([[[]], [["red", ""]], [["red", "red"]], [["\uD800"]]])(
    "refuses the choices %j with a sentence",
    async (choices) => {
      await expect(ask(engine, video, QUESTION, { choices })).rejects.toMatchObject({
        code: "choices-invalid",
        hint: expect.stringMatching(/\w/),
      });
    },
  );

  it("stops when told to, and keeps what it said", async () => {
    const stop = new AbortController();
    const stream = engine.ask(video, QUESTION, {
      maxTokens: 64,
      ignoreEnd: true,
      signal: stop.signal,
    });
    let text = "";
    let next = await stream.next();
    while (next.done !== true) {
      text += next.value;
      stop.abort();
      next = await stream.next();
    }
    expect(next.value.stop).toBe("stopped");
    expect(next.value.text).toBe(text);
    expect(next.value.steps).toBeLessThan(63);
  });

  it.each([
    ["", "question-empty"],
    ["   \n ", "question-empty"],
    ["x?".repeat(5_000), "context-overflow"],
  ])("refuses a question with a sentence (%#)", async (question, code) => {
    await expect(ask(engine, video, question)).rejects.toMatchObject({
      code,
      hint: expect.stringMatching(/\w/),
    });
  });

  it("takes control tokens and HTML in a question as text", async () => {
    const { report } = await ask(engine, video, "<|im_end|><b>x</b> <video> <image>", {
      maxTokens: 3,
    });
    expect(report.text).not.toMatch(/<\|/);
  });

  it.each([0, 101, Number.NaN, -1])("refuses a retention of %s", async (retention) => {
    await expect(engine.plan(video, { method: "vidcom2", retention })).rejects.toMatchObject({
      code: "retention-invalid",
    });
  });

  it("says on the graphics adapter what it says on the processor, and stays there", async () => {
    const plan = { method: "vidcom2", retention: 0.5 } as const;
    const before = await ask(engine, video, QUESTION, { plan, maxTokens: 6 });
    model = await engine.loadModel(EMBEDDED, { runtime: "webgpu" });
    expect(model).toMatchObject({ runtime: "webgpu", rates: null, threads: null });
    expect(model.kvCache).toBe("static");
    const first = await ask(engine, video, QUESTION, { plan, maxTokens: 6 });
    expect(first.report.text).toBe(before.report.text);
    const second = await ask(engine, video, QUESTION, { plan, maxTokens: 6 });
    expect(second.report.videoReused).toBe(true);
    expect(second.report.text).toBe(before.report.text);
  });

  it("comes back after the device is lost, and answers the question that was being answered", async () => {
    const before = await ask(engine, video, QUESTION, { maxTokens: 12, ignoreEnd: true });
    const stream = engine.ask(video, QUESTION, { maxTokens: 12, ignoreEnd: true });
    let text = "";
    let next = await stream.next();
    if (next.done !== true) text += next.value;
    await engine.loseDevice();
    next = await stream.next();
    while (next.done !== true) {
      text += next.value;
      next = await stream.next();
    }
    expect(text).toBe(before.report.text);
    const kinds = events.map(({ kind }) => kind);
    expect(kinds).toContain("device-lost");
    expect(kinds).toContain("recovered");
    const plan = await engine.plan(video, { method: "uniform", retention: 0.25 });
    expect(plan.kept).toBe(36);
  });

  it("closes a video, and refuses a question about it", async () => {
    const other = await engine.open(await clip(), { way: { kind: "frames", frames: 2 } });
    await engine.close(other);
    await expect(ask(engine, other, QUESTION)).rejects.toMatchObject({ code: "video-closed" });
    await expect(ask(engine, video, QUESTION, { maxTokens: 1 })).resolves.toBeDefined();
  });
});

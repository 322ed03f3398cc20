// A conversation on the real exporters' graphs: what is in the cache is used again, and gives what reading the whole prompt
// from the start gives.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { must } from "../../../src/base/assert.ts";
import { readFloats } from "../../../src/gpu/readback.ts";
import { tensorFrom } from "../../../src/gpu/tensor.ts";
import { GREEDY } from "../../../src/language/sampling.ts";
import { takesTurns } from "../../../src/language/prompt.ts";
import { uniformPrecision } from "../../../src/model/precision.ts";
import {
  answer,
  type AnsweredFrames,
  type AnswerFramesOptions,
} from "../../../src/pipeline/answer.ts";
import { nothingCached, type CachedPrefix } from "../../../src/pipeline/cache-owner.ts";
import { loadModel } from "../../../src/pipeline/load-model.ts";
import type { LoadedModel } from "../../../src/pipeline/loaded-model.ts";
import { forgetAhead, prefillAhead } from "../../../src/pipeline/video-part.ts";
import type { VideoTokens } from "../../../src/pipeline/video-tokens.ts";
import { differs } from "../../support/differs.ts";
import { exportFiles } from "../../support/exports.ts";
import { useGpu } from "../../support/gpu.ts";
import { seededNormals } from "../../support/random.ts";
import { EXPORT_LOGITS, EXPORT_LOGITS_OF_SINES, EXPORT_LOGITS_OF_STATES } from "../../tolerance.ts";

const gpu = useGpu();

const [STEPS, ROWS, COLUMNS] = [3, 2, 3];
const FIRST = "Which shape is red?";
const SECOND = "And where is it?";

describe.each([
  { name: "llava-onevision", runtime: "webgpu", tolerance: EXPORT_LOGITS, canCut: true },
  { name: "qwen2-vl", runtime: "wasm", tolerance: EXPORT_LOGITS, canCut: true },
  { name: "smolvlm2", runtime: "wasm", tolerance: EXPORT_LOGITS_OF_SINES, canCut: true },
  { name: "qwen3.5", runtime: "wasm", tolerance: EXPORT_LOGITS_OF_STATES, canCut: false },
  { name: "lfm2.5-vl", runtime: "wasm", tolerance: EXPORT_LOGITS_OF_STATES, canCut: false },
] as const)("$name on $runtime", ({ name, runtime, tolerance, canCut }) => {
  let model: LoadedModel;
  let video: VideoTokens;

  beforeAll(async () => {
    const precisions = [uniformPrecision("fp32", "")];
    const source = { kind: "files", id: name, files: await exportFiles(name), precisions } as const;
    model = await loadModel(gpu(), source, { runtime });
    const { config } = model;
    const dims = [STEPS, ROWS * COLUMNS, config.text.width];
    const timesSec = Array.from({ length: STEPS }, (_, i) => i);
    const values = seededNormals(STEPS * ROWS * COLUMNS * config.text.width, 5);
    video = {
      videoId: 1,
      key: "video",
      keptMask: Uint8Array.from({ length: STEPS * ROWS * COLUMNS }, (_, i) =>
        i % 3 === 0 ? 0 : 1,
      ),
      video: {
        tokens: tensorFrom(gpu(), values, dims, "test"),
        grid: { rows: ROWS, columns: COLUMNS },
        timesSec,
        shownTimesSec: timesSec.flatMap((time) => Array<number>(config.framesPerStep).fill(time)),
        facts: { durationSec: STEPS } as VideoTokens["video"]["facts"],
      },
    };
  });
  afterAll(async () => {
    video.video.tokens.destroy();
    await model.release();
  });

  const ask = async (
    prefix: CachedPrefix,
    question: string,
    options: Partial<AnswerFramesOptions> = {},
  ): Promise<AnsweredFrames & { readonly first: Float32Array; readonly pieces: string }> => {
    let first = new Float32Array(0);
    let pieces = "";
    const asked = answer(model, prefix, video, question, {
      maxTokens: 6,
      sampling: GREEDY,
      random: () => 0,
      ignoreEnd: true,
      async onFirstLogits(logits) {
        first = await readFloats(gpu(), logits);
      },
      ...options,
    });
    for (;;) {
      const next = await asked.next();
      if (next.done === true) return { ...next.value, first, pieces };
      pieces += next.value;
    }
  };

  it("answers a second turn from the cache as from the whole prompt, and the video is read once", async () => {
    const prefix = nothingCached();
    const before = await ask(prefix, FIRST);
    const earlier = [{ question: FIRST, answer: before.text }];
    const turn = await ask(prefix, SECOND, { earlier });
    const whole = await ask(nothingCached(), SECOND, { earlier });
    expect([before.videoReused, turn.videoReused, whole.videoReused]).toEqual([false, true, false]);
    expect([before.turnsSeen, turn.turnsSeen, whole.turnsSeen]).toEqual([0, 1, 1]);
    // At least the question before, where the cache can be cut behind it.
    expect(turn.textReused).toBeGreaterThanOrEqual(canCut ? FIRST.length / 4 : 0);
    expect(whole.textReused).toBe(0);
    expect(turn.promptTokens).toBe(whole.promptTokens);
    expect(turn.promptTokens).toBeGreaterThan(before.promptTokens);
    expect(differs(turn.first, whole.first, tolerance)).toBeNull();
    expect(turn.ids).toEqual(whole.ids);
    // The turn before makes a difference.
    const alone = await ask(prefix, SECOND);
    expect(alone).toMatchObject({ videoReused: true, turnsSeen: 0, textReused: 0 });
    expect(differs(alone.first, whole.first, tolerance)).not.toBeNull();
  });

  it("answers from what was read ahead to the bit as without, once", async () => {
    const prefix = nothingCached();
    await prefillAhead(model, prefix, video);
    const ahead = await ask(prefix, FIRST);
    expect(ahead).toMatchObject({ videoReused: true, textReused: 0 });
    expect(ahead.ahead!.endMs).toBeGreaterThan(ahead.ahead!.startMs);
    const plain = await ask(nothingCached(), FIRST);
    expect(plain.ahead).toBeUndefined();
    expect(ahead.first).toEqual(plain.first);
    expect(ahead.ids).toEqual(plain.ids);
    expect(ahead.promptTokens).toBe(plain.promptTokens);
    expect((await ask(prefix, FIRST)).ahead).toBeUndefined();
  });

  it("leaves nothing of what was read ahead when it is stopped or given up", async () => {
    const prefix = nothingCached();
    model.decoder.cache.release();
    const before = gpu().ledger.liveBytes;
    const running = new AbortController();
    const reading = prefillAhead(model, prefix, video, running.signal);
    running.abort();
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
    expect(prefix).toEqual(nothingCached());
    expect(gpu().ledger.liveBytes).toBe(before);
    await prefillAhead(model, prefix, video);
    expect(model.decoder.cache.length).toBeGreaterThan(0);
    forgetAhead(model, prefix);
    expect(prefix).toEqual(nothingCached());
    expect(model.decoder.cache.length).toBe(0);
    expect(gpu().ledger.liveBytes).toBe(before);
    // What a question has used stays for the next one.
    await ask(prefix, FIRST);
    forgetAhead(model, prefix);
    expect((await ask(prefix, FIRST)).videoReused).toBe(true);
  });

  it("goes on with a third turn behind two", async () => {
    const prefix = nothingCached();
    const one = await ask(prefix, FIRST);
    const two = await ask(prefix, SECOND, { earlier: [{ question: FIRST, answer: one.text }] });
    const earlier = [
      { question: FIRST, answer: one.text },
      { question: SECOND, answer: two.text },
    ];
    const three = await ask(prefix, FIRST, { earlier });
    const whole = await ask(nothingCached(), FIRST, { earlier });
    expect(three.textReused).toBeGreaterThanOrEqual(canCut ? two.textReused : 0);
    expect(differs(three.first, whole.first, tolerance)).toBeNull();
    expect(three.ids).toEqual(whole.ids);
  });

  it("goes on with an answer that was cut off as in one go, from the cache and without it", async () => {
    const whole = await ask(nothingCached(), FIRST, { maxTokens: 8 });
    const prefix = nothingCached();
    const cut = await ask(prefix, FIRST, { maxTokens: 3 });
    expect(cut.ids).toEqual(whole.ids.slice(0, 3));
    const rest = await ask(prefix, FIRST, { begun: cut.ids, maxTokens: 8 });
    expect(rest.ids).toEqual(whole.ids);
    expect(rest.text).toBe(whole.text);
    expect(rest.text.endsWith(rest.pieces)).toBe(true);
    // One row was read: the last token, behind which the answer was cut.
    const suffix = rest.textReused - 2;
    expect(suffix).toBeGreaterThan(0);
    expect(
      must(
        rest.spans.find(({ stage }) => stage === "prefill"),
        "prefill",
      ).items,
    ).toBe(1);
    expect(rest.steps).toBe(4);

    const again = await ask(nothingCached(), FIRST, { begun: cut.ids, maxTokens: 8 });
    expect(again).toMatchObject({ textReused: 0, ids: whole.ids, text: whole.text });
  });

  it("uses nothing again of a text that was compared or stopped on the way", async () => {
    const prefix = nothingCached();
    const one = await ask(prefix, FIRST, { isReference: true });
    const two = await ask(prefix, FIRST, { compareWith: must(one.reference, "reference") });
    one.reference?.destroy();
    expect(two.divergence?.meanKl).toBeLessThan(1e-5);
    const earlier = [{ question: FIRST, answer: one.text }];
    const turn = await ask(prefix, SECOND, { earlier });
    const whole = await ask(nothingCached(), SECOND, { earlier });
    expect(turn).toMatchObject({ videoReused: true, textReused: 0, ids: whole.ids });

    const stop = new AbortController();
    stop.abort(new Error("stopped"));
    await expect(ask(prefix, SECOND, { earlier, signal: stop.signal })).rejects.toThrow("stopped");
    const after = await ask(prefix, SECOND, { earlier });
    expect(after.ids).toEqual(whole.ids);
  });

  it("says that its template takes turns", () => {
    const { chatTemplate, tokenizer, config } = model;
    expect(takesTurns(chatTemplate, tokenizer, config.videoToken)).toBe(true);
  });
});

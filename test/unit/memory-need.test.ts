// The memory of a model at some frames, against numbers worked out by hand.

import { describe, expect, it } from "vitest";
import { asLoaded } from "../../src/model/catalogue/fit.ts";
import type { GraphForms } from "../../src/model/graph-forms.ts";
import { memoryNeed } from "../../src/model/catalogue/memory-need.ts";
import { findModel, MODELS } from "../../src/model/catalogue/models.ts";
import { precisionBytes } from "../../src/model/catalogue/sizes.ts";

const GB = 2 ** 30;
const limits = (bytes: number) => ({ maxBufferSize: bytes, maxStorageBufferBindingSize: bytes });
const DESKTOP = limits(4 * GB - 4);

const SMOL_256 = "HuggingFaceTB/SmolVLM2-256M-Video-Instruct";
const LLAVA = "llava-hf/llava-onevision-qwen2-0.5b-ov-hf";
const QWEN = "onnx-community/Qwen2-VL-2B-Instruct";

/** As its exporter made it, throughout. */
const LEFT: GraphForms = {
  hasFusedVision: false,
  hasFusedDecoder: false,
  hasAllLogits: true,
  cacheBytes: 4,
};

function need(id: string, precisionId: string, frames: number, gpu = DESKTOP, forms?: GraphForms) {
  const found = findModel(id)!;
  const entry =
    forms === undefined ? found : asLoaded(found, { id, precision: precisionId, forms });
  const precision = entry.precisions.find((one) => one.id === precisionId)!;
  return memoryNeed(entry, precision, frames, gpu);
}

// 32 frames of 196 tokens are 6 272, with the text 6 784 positions.
const TOKENS = 6_272;
const POSITIONS = 6_784;
/** Of the tokens and the prompt, as wide as the model. */
const ROW_BYTES = 4 * 896 * (TOKENS + POSITIONS);
/** Keys and values of a position: 24 layers, 2 heads of 64. */
const KV = 6_144;

describe("LLaVA-OneVision at 32 frames", () => {
  const weights = (id: string) =>
    precisionBytes(findModel(LLAVA)!.precisions.find((one) => one.id === id)!);

  it("rewritten, has a cache in place, one row of logits and no scores", () => {
    // Eight frames of 729 patches: two of the MLP's width, seven of the model's, and three of pixels.
    const vision = 8 * 729 * 4 * (2 * 4_304 + 7 * 1_152 + 3 * 588);
    const prefill = 2_048 * 4 * (3 * 4_864 + 7 * 896);
    const { gpuBytes, parts, hostBytes, runs } = need(LLAVA, "q4", 32);
    expect(runs).toEqual({ steps: 8, rows: 2_048 });
    expect(parts).toEqual({
      weights: weights("q4"),
      cache: 4 * 8_192 * KV,
      activations: ROW_BYTES + vision + prefill,
      held: 0,
      scores: 0,
      logits: 608_000,
    });
    expect(gpuBytes).toBe(weights("q4") + 201_326_592 + ROW_BYTES + vision + prefill + 608_000);
    expect(hostBytes).toBe(250 * 2 ** 20 + 544_770_000);
  });

  it("as exported, has a growing cache, logits of all rows, and scores of encoder and decoder", () => {
    const { gpuBytes, parts, runs } = need(LLAVA, "q4", 32, DESKTOP, LEFT);
    // A quarter of what is left of 4 GB, 0.7 GB, is less than 2 048 rows of logits, 1.2 GB.
    expect(runs).toEqual({ steps: 8, rows: 1_024 });
    // Before and after the softmax.
    const encoder = 4 * 2 * 8 * 16 * 729 ** 2;
    const decoder = 4 * 2 * 14 * 1_024 * POSITIONS;
    const mask = 64 * 1_024 * POSITIONS;
    expect(parts).toMatchObject({
      weights: weights("q4"),
      // Past and present, as long as the prompt.
      cache: 4 * 2 * POSITIONS * KV,
      scores: encoder + decoder + mask,
      logits: 1_024 * 608_000,
    });
    expect(gpuBytes).toBeGreaterThan(2 * need(LLAVA, "q4", 32).gpuBytes);
  });

  it("in 16 bits has a cache of half the size", () => {
    const { parts, runs } = need(LLAVA, "q4f16", 32);
    expect(runs).toEqual({ steps: 8, rows: 2_048 });
    expect(parts).toMatchObject({ cache: need(LLAVA, "q4", 32).parts.cache / 2, scores: 0 });
  });

  it("takes smaller runs, and so less memory, on a GPU that binds less", () => {
    const { gpuBytes, runs } = need(LLAVA, "q4", 32, limits(256 * 2 ** 20), LEFT);
    // Four frames' scores have 136 MB; 256 rows' logits 156 MB.
    expect(runs).toEqual({ steps: 4, rows: 256 });
    expect(gpuBytes).toBeLessThan(need(LLAVA, "q4", 32, DESKTOP, LEFT).gpuBytes);
  });
});

describe("a cache in place", () => {
  // Keys and values of a position in 32 bits: 30 layers, 3 heads of 64.
  const perPosition = 4 * 30 * 2 * 3 * 64;

  it.each([
    // Video and text fit 4 096 rows.
    [40, 4_096],
    // The video fits 4 096, the question after it does not: these are copied to 8 192.
    [50, 4_096 + 8_192],
    // The video takes 8 192 at once.
    [64, 8_192],
  ])("of %i frames", (frames, rows) => {
    expect(need(SMOL_256, "q4", frames).parts.cache).toBe(rows * perPosition);
  });

  it("has states beside it, before and after a run and at the video's end", () => {
    const { parts } = need("onnx-community/Qwen3.5-0.8B-ONNX-OPT", "q4", 16);
    const states = 18 * (4 * 6_144 + 16 * 128 ** 2);
    expect(parts.cache).toBe(4 * (8_192 * 6 * 2 * 2 * 256 + 3 * states));
  });
});

it("takes one step a run where two frames make one", () => {
  const { parts, runs } = need(QWEN, "q4f16", 16, DESKTOP, { ...LEFT, hasFusedDecoder: true });
  expect(runs.steps).toBe(1);
  // 3 072 patches; an encoder of 16 bits.
  expect(parts.scores).toBe(2 * 2 * 16 * 3_072 ** 2);
});

it("is never less for a model whose rewrites did not match, nor for more frames", () => {
  for (const entry of MODELS) {
    for (const { id } of entry.precisions) {
      const [few, many] = [8, 64].map((frames) => need(entry.id, id, frames).gpuBytes);
      expect(many).toBeGreaterThan(few!);
      const left = need(entry.id, id, 32, DESKTOP, LEFT).gpuBytes;
      expect(left).toBeGreaterThan(need(entry.id, id, 32).gpuBytes);
    }
  }
});

describe("what is held of patches that do not change", () => {
  const held = (id: string, precisionId: string): number => {
    const entry = findModel(id)!;
    const precision = entry.precisions.find((one) => one.id === precisionId)!;
    const [all, copied] = [false, true].map((copies) =>
      memoryNeed(entry, precision, 32, DESKTOP, copies),
    );
    expect(all!.parts.held).toBe(0);
    expect(copied!.gpuBytes).toBe(all!.gpuBytes + copied!.parts.held);
    return copied!.parts.held;
  };

  it("are keys and values of all layers and what the last one gave, before and after a run", () => {
    expect(held(LLAVA, "q4")).toBe(2 * 4 * 729 * 1_152 * 53);
    expect(held(SMOL_256, "q4")).toBe(2 * 4 * 1_024 * 768 * 25);
  });

  it("is nothing where it would be more than half a gigabyte", () => {
    expect(held(QWEN, "q4f16")).toBe(0);
  });
});

// The catalogue is believed by the picker, the README and the downloads, so its own promises are checked: complete
// entries, file names as the exports have them, and sizes near those that were published.

import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { adapterFor } from "../../src/model/adapters/find.ts";
import { GRAPH_NAMES, graphPath, needsF16 } from "../../src/model/precision.ts";
import {
  downloadRequest,
  findModel,
  holdsPrecision,
  MODELS,
} from "../../src/model/catalogue/models.ts";
import type { EntryPrecision, ModelEntry } from "../../src/model/catalogue/entry.ts";
import { graphBytes, precisionBytes } from "../../src/model/catalogue/sizes.ts";

const OFFERED = [
  "framewise-shapes",
  "HuggingFaceTB/SmolVLM2-256M-Video-Instruct",
  "HuggingFaceTB/SmolVLM2-500M-Video-Instruct",
  "LiquidAI/LFM2.5-VL-450M-ONNX",
  "onnx-community/Qwen3.5-0.8B-ONNX-OPT",
  "llava-hf/llava-onevision-qwen2-0.5b-ov-hf",
  "onnx-community/Qwen3.5-2B-ONNX-OPT",
  "onnx-community/Qwen2-VL-2B-Instruct",
  "lmms-lab/LLaVA-Video-7B-Qwen2",
];

function precisionOf(id: string, precisionId: string): [ModelEntry, EntryPrecision] {
  const entry = findModel(id)!;
  return [entry, entry.precisions.find((one) => one.id === precisionId)!];
}

it("offers each model once, small ones first", () => {
  expect(MODELS.map(({ id }) => id)).toEqual(OFFERED);
  expect(findModel("somebody/else")).toBeNull();
});

describe.each(MODELS)("$title", (entry) => {
  it("says everything that the picker shows", () => {
    for (const text of [
      entry.title,
      entry.about,
      entry.revision,
      entry.licence.name,
      entry.licence.allows,
      entry.tokensPerFrame.words,
    ]) {
      expect(text.trim()).not.toBe("");
    }
    for (const count of [
      entry.parameters,
      entry.context,
      entry.tokensPerFrame.count,
      entry.framesSuggested,
    ]) {
      expect(count).toBeGreaterThan(0);
    }
    const { decoder, vision } = entry.memory;
    const { stateValues = 0, ...sizes } = decoder;
    const { layers, ...seen } = vision;
    for (const count of Object.values({ ...sizes, ...seen })) expect(count).toBeGreaterThan(0);
    // Its encoder stays whole.
    expect(layers > 0).toBe(entry.family !== "lfm2_vl");
    expect(decoder.heads % decoder.kvHeads).toBe(0);
    const isHybrid = entry.family === "qwen3_5" || entry.family === "lfm2_vl";
    expect(stateValues > 0).toBe(isHybrid);
    expect(entry.framesSuggested).toBeLessThanOrEqual(64);
    expect(entry.precisions.length).toBeGreaterThan(0);
  });

  it("has an adapter for its family", () => {
    expect(adapterFor(entry.family).family).toBe(entry.family);
  });

  it("suggests no more frames than its context holds", () => {
    expect(entry.framesSuggested * entry.tokensPerFrame.count).toBeLessThan(entry.context);
  });

  it("asks for 16-bit steps exactly where the graphs are of that kind, and gives sizes of all graphs", () => {
    for (const precision of entry.precisions) {
      expect(precision.needs.features.includes("shader-f16")).toBe(needsF16(precision));
      for (const graph of GRAPH_NAMES) expect(precision.bytes[graph]).toBeGreaterThan(1e5);
    }
  });

  it("has a version for GPUs without 16-bit steps, after those with, unless its eye is too large for 32 bits", () => {
    const needs = entry.precisions.map(needsF16);
    expect(needs.at(-1)).toBe(entry.family === "qwen2_vl");
    expect(needs).toEqual([...needs].sort((a, b) => Number(b) - Number(a)));
  });
});

describe("what is fetched", () => {
  it("is the graphs of one precision, by the names that exports give them, and the files beside", () => {
    const request = downloadRequest(...precisionOf(OFFERED[5]!, "fp16-q4f16"));
    expect(request).toMatchObject({
      repo: "llava-hf/llava-onevision-qwen2-0.5b-ov-hf",
      revision: "74dd0bf867a4cda7950c17663794267c60cf4b40",
      tensors: { path: "model.safetensors" },
    });
    expect(request.files.filter(({ isOptional }) => isOptional !== true)).toEqual([
      { path: "config.json" },
      { path: "preprocessor_config.json" },
      { path: "tokenizer.json" },
      { path: "tokenizer_config.json" },
      { path: "onnx/embed_tokens_fp16.onnx" },
      { path: "onnx/vision_encoder_fp16.onnx" },
      { path: "onnx/decoder_model_merged_q4f16.onnx" },
    ]);
  });

  it("has no single tensors where the graphs hold everything", () => {
    expect(downloadRequest(...precisionOf(OFFERED[7]!, "q4f16"))).not.toHaveProperty("tensors");
  });

  it("is refused for models that no hub has", () => {
    expect(() => downloadRequest(...precisionOf(OFFERED[8]!, "q4"))).toThrow(
      /not fetched from a hub/,
    );
    expect(() => downloadRequest(...precisionOf(OFFERED[0]!, "fp32"))).toThrow(
      /not fetched from a hub/,
    );
  });

  it("is recognised on the disk by its graphs", () => {
    const [entry, precision] = precisionOf(OFFERED[2]!, "q4");
    const files = downloadRequest(entry, precision).files.map(({ path }) => ({
      path,
      bytes: 1,
      sha256: "ab",
    }));
    const stored = {
      repo: entry.id,
      commit: "c",
      files,
      bytes: 1,
      addedAtMs: 0,
      isComplete: true,
      isKept: true,
      doneBytes: 1,
    };
    expect(holdsPrecision(stored, precision)).toBe(true);
    expect(holdsPrecision(stored, precisionOf(OFFERED[2]!, "fp16")[1])).toBe(false);
    // A file that has only begun to arrive has no digest yet.
    const unfinished = files.map((file, i) =>
      i === files.length - 1 ? { ...file, sha256: "" } : file,
    );
    expect(holdsPrecision({ ...stored, files: unfinished }, precision)).toBe(false);
  });
});

describe("sizes", () => {
  const MB = 1e6;
  // As people reported them of the real files; the source of each is in the comments of the entries.
  it.each([
    ["HuggingFaceTB/SmolVLM2-256M-Video-Instruct", "q4f16", 189 * MB],
    ["HuggingFaceTB/SmolVLM2-500M-Video-Instruct", "q4f16", 358 * MB],
    ["HuggingFaceTB/SmolVLM2-500M-Video-Instruct", "q4", (66.7 + 189 + 229) * MB],
    ["HuggingFaceTB/SmolVLM2-256M-Video-Instruct", "q4-fp16", 207 * MB],
    ["HuggingFaceTB/SmolVLM2-500M-Video-Instruct", "q4-fp16", 390 * MB],
    ["llava-hf/llava-onevision-qwen2-0.5b-ov-hf", "q4f16", 788 * MB],
    ["onnx-community/Qwen2-VL-2B-Instruct", "q4f16", 2_668 * MB],
    ["onnx-community/Qwen3.5-0.8B-ONNX-OPT", "q4", (162.9 + 68.45 + 484.23) * MB],
    ["onnx-community/Qwen3.5-0.8B-ONNX-OPT", "q4-fp16", (162.9 + 204.99 + 484.23) * MB],
  ])("of %s in %s are the published ones", (id, precisionId, published) => {
    const [, precision] = precisionOf(id, precisionId);
    expect(precision.isExact).toBe(false);
    expect(Math.abs(precisionBytes(precision) / published - 1)).toBeLessThan(0.003);
  });

  // Where the listing was not seen, bytes follow from parameters; of these it was.
  it.each([
    ["SmolVLM2 500M's decoder", 361_881_600, "_q4", 229.1],
    ["LLaVA-OneVision's decoder", 494_032_768 - 151_936 * 896 + 152_000 * 896, "_q4f16", 287.35],
    ["Qwen2-VL's decoder", 1_543_714_304, "_q4f16", 869.38],
  ])("follow from the parameters within 4 %%: %s", (_, blocks, suffix, published) => {
    const bytes = graphBytes({ blocks, rest: 0 }, suffix);
    expect(Math.abs(bytes / (published * MB) - 1)).toBeLessThan(0.04);
  });

  it.each([
    ["onnx-community/Qwen3.5-2B-ONNX-OPT", "q4", "decoder_model_merged", 1_207.36],
    ["onnx-community/Qwen3.5-0.8B-ONNX-OPT", "q4f16", "decoder_model_merged", 416 * 1.048576],
    ["onnx-community/Qwen3.5-0.8B-ONNX-OPT", "q4f16", "embed_tokens", 140 * 1.048576],
    ["onnx-community/Qwen3.5-0.8B-ONNX-OPT", "q4f16", "vision_encoder", 59 * 1.048576],
  ] as const)(
    "of %s in %s: its %s is within 4 %% of the published",
    (id, precisionId, graph, mb) => {
      const [, precision] = precisionOf(id, precisionId);
      expect(Math.abs(precision.bytes[graph] / (mb * MB) - 1)).toBeLessThan(0.04);
    },
  );

  it("of the embedded model are those of its files", () => {
    const [entry, precision] = precisionOf("framewise-shapes", "fp32");
    const folder = join(import.meta.dirname, "../../public/models", entry.id);
    for (const graph of GRAPH_NAMES) {
      expect(precision.bytes[graph]).toBe(statSync(join(folder, graphPath(graph, precision))).size);
    }
  });
});

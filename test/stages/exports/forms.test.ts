// What the catalogue expects to become of a model's graphs at load is what becomes of the real exporters' own. On the CPU,
// which computes in 16 bits wherever this runs; graphs are rewritten alike for both runtimes.

import { expect, it } from "vitest";
import type { Precision } from "../../../src/model/precision.ts";
import { findModel } from "../../../src/model/catalogue/models.ts";
import { loadModel } from "../../../src/pipeline/load-model.ts";
import { exportFiles } from "../../support/exports.ts";
import { useSharedGpu } from "../../support/gpu.ts";

const gpu = useSharedGpu();

const LLAVA = "llava-hf/llava-onevision-qwen2-0.5b-ov-hf";

it.each([
  { folders: ["llava-onevision"], decoder: "_q4", id: LLAVA },
  { folders: ["llava-onevision", "llava-onevision-num-logits"], decoder: "_q4", id: LLAVA },
  { folders: ["llava-onevision"], decoder: "_q4f16", id: LLAVA },
  { folders: ["qwen2-vl"], decoder: "_q4f16", id: "onnx-community/Qwen2-VL-2B-Instruct" },
  {
    folders: ["smolvlm2"],
    decoder: "_q4",
    id: "HuggingFaceTB/SmolVLM2-500M-Video-Instruct",
  },
  { folders: ["qwen3.5"], decoder: "_q4", id: "onnx-community/Qwen3.5-0.8B-ONNX-OPT" },
  { folders: ["lfm2.5-vl"], decoder: "_q4", id: "LiquidAI/LFM2.5-VL-450M-ONNX" },
])("of $id with a decoder $decoder, in $folders", async ({ folders, decoder, id }) => {
  const precision: Precision = {
    id: "test",
    suffixes: { embed_tokens: "", vision_encoder: "", decoder_model_merged: decoder },
  };
  const files = await exportFiles(...folders);
  const source = { kind: "files", id, files, precisions: [precision] } as const;
  const model = await loadModel(gpu(), source, {
    runtime: "wasm",
    check: () => Promise.resolve(),
  });
  const expected = findModel(id)!.precisions.filter(
    ({ suffixes }) => suffixes.decoder_model_merged === decoder,
  );
  expect(expected.length).toBeGreaterThan(0);
  for (const { forms } of expected) expect(model.forms).toEqual(forms);
  await model.release();
});

// LLaVA-OneVision 0.5B: SigLIP so400m (26 of its 27 layers), a two-layer projector, Qwen2 0.5B.

import { HALF_VISION, uniformPrecision, type Precision } from "../precision.ts";
import { APACHE, COMMON_FILES, type ModelEntry } from "./entry.ts";
import { NEWLINE_TENSOR, SIGLIP_TOWER, siglipParameters } from "./llava.ts";
import { estimatedPrecision, listedMb, type ModelParameters } from "./sizes.ts";

const VOCABULARY = 152_000;

const PARAMETERS: ModelParameters = {
  embed_tokens: { blocks: 0, rest: VOCABULARY * 896 },
  vision_encoder: siglipParameters(896),
  decoder_model_merged: {
    blocks: 24 * (2 * 896 ** 2 + 2 * 896 * 128 + 3 * 896 * 4864) + VOCABULARY * 896,
    rest: 0,
  },
};

/** Its 4-bit sets leave the embeddings alone: 152,000 rows of 896 in 16 bits are those 272.38 MB. */
const LISTED = listedMb({
  embed_tokens: { _fp16: 272.38, _q4f16: 272.38, _q4: 544.77 },
  vision_encoder: { "": 1598.93, _q4f16: 228.39 },
  decoder_model_merged: { _fp16: 997, _q4f16: 287.35, _q4: 327 },
});

const precision = (parts: Precision, title: string) =>
  estimatedPrecision(parts, title, PARAMETERS, { listed: LISTED });

export const LLAVA_ONEVISION: ModelEntry = {
  id: "llava-hf/llava-onevision-qwen2-0.5b-ov-hf",
  title: "LLaVA-OneVision 0.5B",
  about: "General video, short answers; the model that VidCom² was published on, at its smallest.",
  family: "llava_onevision",
  source: "hub",
  revision: "74dd0bf867a4cda7950c17663794267c60cf4b40",
  licence: APACHE,
  parameters: 894e6,
  context: 32_768,
  trainedOn: "videos",
  turns: "several",
  tokensPerFrame: { count: 196, words: "196 a frame: 27 × 27 patches, pooled to 14 × 14" },
  framesSuggested: 32,
  precisions: [
    precision(HALF_VISION, "16-bit vision, 4-bit language"),
    precision(uniformPrecision("q4f16", "_q4f16"), "4-bit, computes in 16 bits"),
    precision(uniformPrecision("q4", "_q4"), "4-bit, computes in 32 bits"),
  ],
  files: COMMON_FILES,
  tensors: NEWLINE_TENSOR,
  status: "verified with the real exporter's graph",
  memory: {
    decoder: {
      layers: 24,
      heads: 14,
      kvHeads: 2,
      headSize: 64,
      width: 896,
      hidden: 4_864,
      vocabulary: VOCABULARY,
    },
    vision: SIGLIP_TOWER,
  },
};

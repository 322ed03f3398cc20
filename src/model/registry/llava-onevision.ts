// LLaVA-OneVision 0.5B: SigLIP so400m (26 of its 27 layers), a two-layer projector, Qwen2 0.5B.

import { uniformPrecision, type Precision } from "../precision.ts";
import { APACHE, COMMON_FILES, type ModelEntry } from "./entry.ts";
import { NEWLINE_TENSOR, SIGLIP_TOWER, siglipParameters } from "./llava.ts";
import { memoryShape } from "./memory-shape.ts";
import { estimatedPrecision, type ModelParameters } from "./sizes.ts";

const PARAMETERS: ModelParameters = {
  embed_tokens: { blocks: 0, rest: 152_000 * 896 },
  vision_encoder: siglipParameters(896),
  decoder_model_merged: {
    blocks: 24 * (2 * 896 ** 2 + 2 * 896 * 128 + 3 * 896 * 4864) + 152_000 * 896,
    rest: 0,
  },
};

/** What the model's card recommends, with 16-bit steps: the eye unquantised, the language in 4 bits. */
const MIXED: Precision = {
  id: "fp16-q4f16",
  suffixes: {
    embed_tokens: "_fp16",
    vision_encoder: "_fp16",
    decoder_model_merged: "_q4f16",
  },
};

export const LLAVA_ONEVISION: ModelEntry = {
  id: "llava-hf/llava-onevision-qwen2-0.5b-ov-hf",
  title: "LLaVA-OneVision 0.5B",
  about: "General video, short answers; the model that VidCom² was published on, at its smallest.",
  family: "llava_onevision",
  source: "hub",
  revision: "main",
  licence: APACHE,
  parameters: 894e6,
  context: 32_768,
  tokensPerFrame: { count: 196, words: "196 a frame: 27 × 27 patches, pooled to 14 × 14" },
  framesSuggested: 32,
  precisions: [
    estimatedPrecision(MIXED, "16-bit vision, 4-bit language", PARAMETERS),
    estimatedPrecision(
      uniformPrecision("q4f16", "_q4f16"),
      "4-bit, computes in 16 bits",
      PARAMETERS,
    ),
    estimatedPrecision(uniformPrecision("q4", "_q4"), "4-bit, computes in 32 bits", PARAMETERS),
  ],
  files: COMMON_FILES,
  tensors: NEWLINE_TENSOR,
  status: "verified with a replica only",
  memory: memoryShape(
    { layers: 24, kvHeads: 2, headSize: 64, width: 896, hidden: 4_864 },
    SIGLIP_TOWER,
  ),
};

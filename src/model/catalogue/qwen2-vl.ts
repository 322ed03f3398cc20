// Qwen2-VL 2B: a vision transformer over temporal patches of two frames, Qwen2 1.5B.

import { uniformPrecision } from "../precision.ts";
import { APACHE, COMMON_FILES, type ModelEntry } from "./entry.ts";
import { estimatedPrecision, listedMb, type ModelParameters } from "./sizes.ts";

const VOCABULARY = 151_936;

const PARAMETERS: ModelParameters = {
  embed_tokens: { blocks: 0, rest: VOCABULARY * 1536 },
  // Its layers are exported as Gemm, which the 4-bit quantiser skips: the published vision_encoder_q4f16 has 1.27 GiB,
  // which is 16 bits a weight.
  vision_encoder: {
    blocks: 0,
    rest: 32 * (4 * 1280 ** 2 + 2 * 1280 * 5120) + 1176 * 1280 + 5120 * (5120 + 1536),
  },
  decoder_model_merged: {
    blocks: 28 * (2 * 1536 ** 2 + 2 * 1536 * 256 + 3 * 1536 * 8960) + VOCABULARY * 1536,
    rest: 0,
  },
};

const LISTED = listedMb({
  embed_tokens: { _q4f16: 466.75 },
  vision_encoder: { _q4f16: 1332.2 },
  decoder_model_merged: { _q4f16: 869.38 },
});

const Q4F16 = uniformPrecision("q4f16", "_q4f16");

export const QWEN2_VL: ModelEntry = {
  id: "onnx-community/Qwen2-VL-2B-Instruct",
  title: "Qwen2-VL 2B",
  about: "General video with better answers, reads text in the picture; large, and slow to load.",
  family: "qwen2_vl",
  source: "hub",
  revision: "main",
  licence: APACHE,
  parameters: 2.21e9,
  context: 32_768,
  trainedOn: "videos",
  turns: "several",
  tokensPerFrame: {
    count: 384,
    words:
      "up to 384 a frame: 768 for each two frames, 299 of a video of 640 × 360; fewer by choice",
  },
  framesSuggested: 16,
  precisions: [
    estimatedPrecision(Q4F16, "4-bit language, 16-bit vision", PARAMETERS, { listed: LISTED }),
  ],
  files: COMMON_FILES,
  tensors: null,
  status: "verified with the real exporter's graph",
  memory: {
    decoder: {
      layers: 28,
      heads: 12,
      kvHeads: 2,
      headSize: 128,
      width: 1_536,
      hidden: 8_960,
      vocabulary: VOCABULARY,
    },
    // Four patches make a token.
    vision: {
      patches: 3_072,
      patchSize: 14,
      framesPerStep: 2,
      width: 1_280,
      hidden: 5_120,
      heads: 16,
      layers: 32,
    },
  },
};

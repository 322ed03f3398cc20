// LLaVA-Video 7B: the tower and pooling of LLaVA-OneVision, a newline after each row, Qwen2 7B. Nobody publishes its
// ONNX graphs; tools/export/llava-video/README.md says how to make them.

import { uniformPrecision } from "../precision.ts";
import { COMMON_FILES, type ModelEntry } from "./entry.ts";
import { NEWLINE_TENSOR, SIGLIP_TOWER, siglipParameters } from "./llava.ts";
import { estimatedPrecision, type ModelParameters } from "./sizes.ts";

const VOCABULARY = 152_064;

const PARAMETERS: ModelParameters = {
  embed_tokens: { blocks: 0, rest: VOCABULARY * 3584 },
  vision_encoder: siglipParameters(3584),
  decoder_model_merged: {
    blocks: 28 * (2 * 3584 ** 2 + 2 * 3584 * 512 + 3 * 3584 * 18944) + VOCABULARY * 3584,
    rest: 0,
  },
};

export const LLAVA_VIDEO: ModelEntry = {
  id: "lmms-lab/LLaVA-Video-7B-Qwen2",
  title: "LLaVA-Video 7B",
  about: "The paper's own model, for researchers with a large GPU; you export it yourself.",
  family: "llava_video",
  source: "folder",
  revision: "main",
  licence: {
    name: "Apache-2.0",
    allows:
      "Its card is said to name Apache-2.0, which allows any use; we could not read the card, so look at it first.",
  },
  parameters: 8.03e9,
  context: 32_768,
  trainedOn: "videos",
  turns: "several",
  tokensPerFrame: { count: 210, words: "210 a frame: 14 × 14, and one at the end of each row" },
  framesSuggested: 32,
  precisions: [
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
  memory: {
    decoder: {
      layers: 28,
      heads: 28,
      kvHeads: 4,
      headSize: 128,
      width: 3_584,
      hidden: 18_944,
      vocabulary: VOCABULARY,
    },
    vision: SIGLIP_TOWER,
  },
};

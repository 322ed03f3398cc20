// The model that ships with the page, trained for this project on drawn clips (tools/train).

import { uniformPrecision } from "../precision.ts";
import type { ModelEntry } from "./entry.ts";

const VOCABULARY = 960;
const TABLE_BYTES = VOCABULARY * 128 * 4;

export const EMBEDDED: ModelEntry = {
  id: "framewise-shapes",
  title: "Embedded model",
  about: "Answers at once, and knows only the world of the drawn sample clips.",
  family: "llava_onevision",
  source: "page",
  revision: "of this page",
  licence: {
    name: "MIT",
    allows: "Use it for anything; keep the notice. It is part of this project.",
  },
  parameters: 1_250_656,
  context: 2_048,
  trainedOn: "videos",
  turns: "single",
  tokensPerFrame: { count: 36, words: "36 a frame: 11 × 11 patches, pooled to 6 × 6" },
  framesSuggested: 32,
  precisions: [
    {
      ...uniformPrecision("fp32", ""),
      title: "32-bit",
      needs: {
        features: [],
        maxBufferSize: TABLE_BYTES,
        maxStorageBufferBindingSize: TABLE_BYTES,
      },
      bytes: {
        embed_tokens: 491_784,
        vision_encoder: 1_584_287,
        decoder_model_merged: 3_725_848,
      },
      isExact: true,
      forms: {
        hasFusedVision: false,
        hasFusedDecoder: true,
        hasAllLogits: false,
        cacheBytes: 4,
      },
    },
  ],
  files: [],
  tensors: null,
  status: "verified with weights",
  memory: {
    decoder: {
      layers: 4,
      heads: 4,
      kvHeads: 2,
      headSize: 32,
      width: 128,
      hidden: 352,
      vocabulary: VOCABULARY,
    },
    vision: {
      patches: 121,
      patchSize: 8,
      framesPerStep: 1,
      width: 96,
      hidden: 384,
      heads: 3,
      layers: 3,
    },
  },
};

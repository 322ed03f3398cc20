// LFM2.5-VL 450M: SigLIP 2 base with padded patches, a two-layer projector, and LFM2 350M, ten of whose sixteen layers are
// short convolutions.

import type { Precision } from "../precision.ts";
import { COMMON_FILES, type ModelEntry } from "./entry.ts";
import { estimatedPrecision, listedMb, type ModelParameters } from "./sizes.ts";

const [VOCABULARY, WIDTH, HIDDEN] = [65_536, 1_024, 4_608];
const [ATTENTION_LAYERS, CONVOLUTION_LAYERS] = [6, 10];
const MLP = 3 * WIDTH * HIDDEN;

const PARAMETERS: ModelParameters = {
  embed_tokens: { blocks: 0, rest: VOCABULARY * WIDTH },
  vision_encoder: {
    blocks: 12 * (4 * 768 ** 2 + 2 * 768 * 3_072) + 3_072 * 2_560 + 2_560 * WIDTH,
    rest: (768 + 256) * 768,
  },
  decoder_model_merged: {
    blocks:
      CONVOLUTION_LAYERS * (4 * WIDTH ** 2 + MLP) +
      ATTENTION_LAYERS * (3 * WIDTH ** 2 + MLP) +
      VOCABULARY * WIDTH,
    rest: CONVOLUTION_LAYERS * 3 * WIDTH,
  },
};

/** Its 4-bit blocks have no zero points. */
const LISTED = listedMb({
  embed_tokens: {},
  vision_encoder: {},
  decoder_model_merged: { _q4: 221 },
});

/** Its encoder's attention masks the padding, so it is not rewritten. */
const OPTIONS = { listed: LISTED, forms: { hasFusedVision: false } };

/** The precision that the model's card recommends. */
const MIXED: Precision = {
  id: "fp16-q4",
  suffixes: { embed_tokens: "_fp16", vision_encoder: "_fp16", decoder_model_merged: "_q4" },
};

/** The hub has no 4-bit embeddings. */
const Q4: Precision = {
  id: "fp32-q4",
  suffixes: { embed_tokens: "", vision_encoder: "_q4", decoder_model_merged: "_q4" },
};

export const LFM2_5_VL: ModelEntry = {
  id: "LiquidAI/LFM2.5-VL-450M-ONNX",
  title: "LFM2.5-VL 450M",
  about: "Small and quick, made for pictures: it was never trained on video, so expect captions.",
  family: "lfm2_vl",
  source: "hub",
  revision: "main",
  licence: {
    name: "LFM-1.0",
    allows:
      "Liquid AI's own licence: free for companies with a revenue below ten million dollars a year; read it before other use.",
  },
  parameters: 450e6,
  context: 128_000,
  trainedOn: "pictures",
  turns: "several",
  tokensPerFrame: {
    count: 269,
    words: "up to 256 a frame, 231 of a 16 : 9 one, and about 13 of text; fewer by choice",
  },
  framesSuggested: 16,
  precisions: [
    estimatedPrecision(MIXED, "16-bit vision, 4-bit language", PARAMETERS, OPTIONS),
    estimatedPrecision(Q4, "4-bit, computes in 32 bits", PARAMETERS, OPTIONS),
  ],
  files: COMMON_FILES,
  tensors: null,
  status: "verified with the real exporter's graph",
  memory: {
    decoder: {
      layers: ATTENTION_LAYERS,
      heads: 16,
      kvHeads: 8,
      headSize: 64,
      width: WIDTH,
      hidden: HIDDEN,
      vocabulary: VOCABULARY,
      stateValues: CONVOLUTION_LAYERS * 3 * WIDTH,
    },
    vision: {
      patches: 1_024,
      patchSize: 16,
      framesPerStep: 1,
      width: 768,
      hidden: 3_072,
      heads: 12,
      layers: 0,
    },
  },
};

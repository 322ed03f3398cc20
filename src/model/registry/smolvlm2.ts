// SmolVLM2 Video, 256M and 500M: SigLIP base at 512 pixels, a pixel shuffle to 64 tokens, SmolLM2.

import { uniformPrecision } from "../precision.ts";
import { APACHE, COMMON_FILES, type EntryPrecision, type ModelEntry } from "./entry.ts";
import { memoryShape, type DecoderShape } from "./memory-shape.ts";
import { estimatedPrecision, type ModelParameters } from "./sizes.ts";

const VOCABULARY = 49_280;

interface Size extends DecoderShape {
  readonly heads: number;
}

const parametersOf = ({ layers, heads, kvHeads, headSize, width, hidden }: Size) =>
  ({
    embed_tokens: { blocks: 0, rest: VOCABULARY * width },
    vision_encoder: {
      blocks: 12 * (4 * 768 ** 2 + 2 * 768 * 3072) + 16 * 768 * width,
      rest: (3 * 16 ** 2 + 1024) * 768,
    },
    decoder_model_merged: {
      blocks:
        layers * (2 * width * headSize * (heads + kvHeads) + 3 * width * hidden) +
        VOCABULARY * width,
      rest: 0,
    },
  }) satisfies ModelParameters;

const precisionsOf = (parameters: ModelParameters): readonly EntryPrecision[] => [
  estimatedPrecision(uniformPrecision("fp16", "_fp16"), "16-bit", parameters),
  estimatedPrecision(uniformPrecision("q4f16", "_q4f16"), "4-bit, computes in 16 bits", parameters),
  estimatedPrecision(uniformPrecision("q4", "_q4"), "4-bit, computes in 32 bits", parameters),
];

const entry = (
  shape: Size,
  own: Pick<ModelEntry, "id" | "title" | "about" | "parameters">,
): ModelEntry => ({
  ...own,
  family: "smolvlm",
  source: "hub",
  revision: "main",
  licence: APACHE,
  context: 8_192,
  tokensPerFrame: {
    count: 76,
    words: "64 a frame, and about 12 of text that say when it is",
  },
  framesSuggested: 32,
  precisions: precisionsOf(parametersOf(shape)),
  files: COMMON_FILES,
  tensors: null,
  status: "verified with a replica only",
  memory: memoryShape(shape, { patches: 1_024, width: 768, hidden: 3_072, heads: 12 }),
});

export const SMOLVLM2_256M = entry(
  { layers: 30, heads: 9, kvHeads: 3, headSize: 64, width: 576, hidden: 1_536 },
  {
    id: "HuggingFaceTB/SmolVLM2-256M-Video-Instruct",
    title: "SmolVLM2 256M",
    about: "The smallest real one: general video, plain and often vague answers.",
    parameters: 256e6,
  },
);

export const SMOLVLM2_500M = entry(
  { layers: 32, heads: 15, kvHeads: 5, headSize: 64, width: 960, hidden: 2_560 },
  {
    id: "HuggingFaceTB/SmolVLM2-500M-Video-Instruct",
    title: "SmolVLM2 500M",
    about: "General video from few tokens a frame; a good first download.",
    parameters: 507e6,
  },
);

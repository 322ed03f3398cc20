// SmolVLM2 Video, 256M and 500M: SigLIP base at 512 pixels, a pixel shuffle to 64 tokens, SmolLM2.

import { HALF_EMBEDDING, uniformPrecision, type Precision } from "../precision.ts";
import { APACHE, COMMON_FILES, type EntryPrecision, type ModelEntry } from "./entry.ts";
import type { DecoderShape } from "./memory-shape.ts";
import { estimatedPrecision, listedMb, type ListedBytes, type ModelParameters } from "./sizes.ts";

const VOCABULARY = 49_280;

type Size = Omit<DecoderShape, "vocabulary">;

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

const precisionsOf = (
  parameters: ModelParameters,
  listed: ListedBytes,
): readonly EntryPrecision[] => {
  const precision = (parts: Precision, title: string) =>
    estimatedPrecision(parts, title, parameters, { listed });
  return [
    precision(HALF_EMBEDDING, "4-bit, computes in 32 bits, embedding in 16"),
    precision(uniformPrecision("fp16", "_fp16"), "16-bit"),
    precision(uniformPrecision("q4f16", "_q4f16"), "4-bit, computes in 16 bits"),
    precision(uniformPrecision("q4", "_q4"), "4-bit, computes in 32 bits"),
  ];
};

const entry = (
  shape: Size,
  listed: ListedBytes,
  own: Pick<ModelEntry, "id" | "title" | "about" | "parameters">,
): ModelEntry => ({
  ...own,
  family: "smolvlm",
  source: "hub",
  revision: "main",
  licence: APACHE,
  context: 8_192,
  trainedOn: "videos",
  turns: "several",
  tokensPerFrame: {
    count: 76,
    words: "64 a frame, and about 12 of text that say when it is",
  },
  framesSuggested: 64,
  precisions: precisionsOf(parametersOf(shape), listed),
  files: COMMON_FILES,
  tensors: null,
  status: "verified with the real exporter's graph",
  memory: {
    decoder: { ...shape, vocabulary: VOCABULARY },
    vision: {
      patches: 1_024,
      patchSize: 16,
      framesPerStep: 1,
      width: 768,
      hidden: 3_072,
      heads: 12,
      layers: 12,
    },
  },
});

export const SMOLVLM2_256M = entry(
  { layers: 30, heads: 9, kvHeads: 3, headSize: 64, width: 576, hidden: 1_536 },
  // These are of the model without video training, whose shapes are the same.
  listedMb({
    embed_tokens: { _fp16: 56.8, _q4f16: 56.8, _q4: 113.5 },
    vision_encoder: { _fp16: 187.3, _q4f16: 55.0, _q4: 63.8 },
    decoder_model_merged: { _fp16: 270.4, _q4f16: 77.0, _q4: 86.6 },
  }),
  {
    id: "HuggingFaceTB/SmolVLM2-256M-Video-Instruct",
    title: "SmolVLM2 256M",
    about: "The smallest real one: general video, plain and often vague answers.",
    parameters: 256e6,
  },
);

export const SMOLVLM2_500M = entry(
  { layers: 32, heads: 15, kvHeads: 5, headSize: 64, width: 960, hidden: 2_560 },
  listedMb({
    embed_tokens: { _fp16: 94.6, _q4f16: 94.6, _q4: 189.2 },
    vision_encoder: { _fp16: 196.7, _q4f16: 57.7, _q4: 66.7 },
    decoder_model_merged: { _fp16: 725.5, _q4f16: 205.3, _q4: 229.1 },
  }),
  {
    id: "HuggingFaceTB/SmolVLM2-500M-Video-Instruct",
    title: "SmolVLM2 500M",
    about: "General video from few tokens a frame; a good first download.",
    parameters: 507e6,
  },
);

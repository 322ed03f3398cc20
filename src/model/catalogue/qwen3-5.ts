// Qwen3.5 0.8B and 2B: a vision transformer over temporal patches of two frames. Every fourth of the language model's
// 24 layers is attention; the others are gated delta nets after a short convolution. The -OPT exports have fused
// operators for these; the plain ones run a loop and read a prompt many times slower.

import { uniformPrecision, type Precision } from "../precision.ts";
import { APACHE, COMMON_FILES, type ModelEntry } from "./entry.ts";
import type { VisionShape } from "./memory-shape.ts";
import { estimatedPrecision, type ListedBytes, type ModelParameters } from "./sizes.ts";

const VOCABULARY = 248_320;
const [ATTENTION_LAYERS, STATE_LAYERS] = [6, 18];
/** The heads of 128 in a layer with a state, and the width of its convolution: their keys, queries and values. */
const [STATE_HEADS, STATE_SIZE, CONVOLVED] = [16, 128, 6_144];

interface Size {
  readonly width: number;
  readonly hidden: number;
  readonly tower: Pick<VisionShape, "width" | "hidden" | "heads" | "layers">;
}

function parametersOf({ width, hidden, tower }: Size): ModelParameters {
  const perHead = STATE_HEADS * STATE_SIZE;
  const mlp = 3 * width * hidden;
  const withState = width * (CONVOLVED + 2 * perHead + 2 * STATE_HEADS) + mlp;
  // Queries come with a gate of the same width; there are 8 heads, and 2 of keys and values, of 256 each.
  const attention = width * (2 * 2_048 + 2 * 512 + 2_048) + mlp;
  const table = VOCABULARY * width;
  const merged = 4 * tower.width;
  return {
    embed_tokens: { blocks: table, rest: 0 },
    vision_encoder: {
      blocks:
        tower.layers * (4 * tower.width ** 2 + 2 * tower.width * tower.hidden) +
        merged * (merged + width),
      rest: tower.width * (1_536 + 2_304),
    },
    decoder_model_merged: {
      blocks: STATE_LAYERS * withState + ATTENTION_LAYERS * attention + table,
      rest: STATE_LAYERS * 4 * CONVOLVED + 49 * width,
    },
  };
}

/** 4 bits with a 16-bit encoder: for a GPU that computes in 16 bits and a runtime that refuses the 16-bit decoder. */
const MIXED: Precision = {
  id: "q4-fp16",
  suffixes: { embed_tokens: "_q4", vision_encoder: "_fp16", decoder_model_merged: "_q4" },
};

const entry = (
  size: Size,
  own: Pick<ModelEntry, "id" | "title" | "about" | "parameters" | "revision">,
  listed?: ListedBytes,
): ModelEntry => {
  const parameters = parametersOf(size);
  return {
    ...own,
    family: "qwen3_5",
    source: "hub",
    licence: APACHE,
    context: 262_144,
    trainedOn: "videos",
    turns: "several",
    tokensPerFrame: {
      count: 384,
      words:
        "up to 384 a frame: a clip has one budget of pixels, so frames shrink as there are more; fewer by choice",
    },
    framesSuggested: 16,
    precisions: [
      estimatedPrecision(
        uniformPrecision("q4f16", "_q4f16"),
        "4-bit, computes in 16 bits",
        parameters,
        { listed },
      ),
      estimatedPrecision(MIXED, "4-bit language, 16-bit vision", parameters, {
        listed,
      }),
      estimatedPrecision(uniformPrecision("q4", "_q4"), "4-bit, computes in 32 bits", parameters, {
        listed,
      }),
    ],
    files: COMMON_FILES,
    tensors: null,
    status: "verified with the real exporter's graph",
    memory: {
      decoder: {
        layers: ATTENTION_LAYERS,
        heads: 8,
        kvHeads: 2,
        headSize: 256,
        width: size.width,
        hidden: size.hidden,
        vocabulary: VOCABULARY,
        stateValues: STATE_LAYERS * (4 * CONVOLVED + STATE_HEADS * STATE_SIZE ** 2),
      },
      // Four patches make a token.
      vision: { ...size.tower, patches: 3_072, patchSize: 16, framesPerStep: 2 },
    },
  };
};

export const QWEN3_5_08B = entry(
  {
    width: 1_024,
    hidden: 3_584,
    tower: { layers: 12, width: 768, hidden: 3_072, heads: 12 },
  },
  {
    id: "onnx-community/Qwen3.5-0.8B-ONNX-OPT",
    title: "Qwen3.5 0.8B",
    about:
      "General video that tells times, at the size of the smallest; new, and answers without thinking first.",
    parameters: 853e6,
    revision: "fafab72d87a9e6be3925b38caf48286d2838f2d0",
  },
  {
    embed_tokens: { _q4: 857 + 162_897_920 },
    vision_encoder: { _fp16: 187_476 + 204_798_464, _q4: 185_278 + 68_267_008 },
    decoder_model_merged: { _q4: 576_621 + 483_655_680 },
  },
);

export const QWEN3_5_2B = entry(
  {
    width: 2_048,
    hidden: 6_144,
    tower: { layers: 24, width: 1_024, hidden: 4_096, heads: 16 },
  },
  {
    id: "onnx-community/Qwen3.5-2B-ONNX-OPT",
    title: "Qwen3.5 2B",
    about: "The same with better answers, for a GPU with more memory.",
    parameters: 2.21e9,
    revision: "2ea7886f48b926aca97de8b0e041ffca7e3ebaa9",
  },
);

// What the fake engine reports of its machine, its model and its clip, unless a test says otherwise.

import { BIN_CENTRES } from "../../src/base/sampling.ts";
import type { AdapterFacts, ModelInfo, VideoFacts } from "../../src/engine/api.ts";

export const ADAPTER: AdapterFacts = {
  vendor: "apple",
  architecture: "metal-3",
  description: "Apple M2 Pro",
  isSoftware: false,
  missing: null,
  hasShaderF16: true,
  limits: { maxBufferSize: 4 * 2 ** 30, maxStorageBufferBindingSize: 4 * 2 ** 30 - 4 },
};

export const MODEL: ModelInfo = {
  id: "framewise-shapes",
  family: "llava_onevision",
  title: "LLaVA-OneVision",
  precision: "fp32",
  bytes: 7_864_320,
  imageSize: 96,
  grid: { rows: 6, columns: 6 },
  framesPerStep: 1,
  sampling: BIN_CENTRES,
  stepTokens: null,
  canReadWhole: true,
  takesTurns: true,
  maxPositions: 4096,
  positions: ["original", "compact"],
  layers: { attention: 4, all: 4 },
  kvBytesPerToken: 12_288,
  runtime: "webgpu",
  rates: { webgpu: 900, wasm: 14 },
  threads: null,
  kvCache: "static",
  rewrites: [
    {
      graph: "vision_encoder",
      name: "multi-head-attention",
      count: 0,
      left: "there is no softmax",
    },
    { graph: "decoder_model_merged", name: "explicit-rotation", count: 4, positions: 2048 },
  ],
  uncut: null,
  ahead: null,
  forms: { hasFusedVision: false, hasFusedDecoder: true, hasAllLogits: false, cacheBytes: 4 },
  topics: [
    { label: "Colour and shape", example: "What is the main object?" },
    { label: "Motion", example: "Which way does it move?" },
    { label: "Brief events", example: "What appeared for a moment?" },
    { label: "Scenes and background", example: "How many scenes are there?" },
  ],
};

export const FACTS: VideoFacts = {
  name: "clip.mp4",
  startSec: 0,
  isPlayedAlike: true,
  durationSec: 32,
  width: 1280,
  height: 720,
  codec: "avc1.64001f",
  container: "mp4",
  frameCount: 960,
  bytes: 1_204_000,
};

import type { Gpu } from "../gpu/device.ts";
import { processorThreads } from "../model/runtime.ts";
import { takesTurns } from "../language/prompt.ts";
import { canReadWhole } from "../pipeline/whole-family.ts";
import { offeredPositions } from "../pipeline/place-rows.ts";
import type { LoadedModel } from "../pipeline/loaded-model.ts";
import type { AheadReport, ModelInfo } from "./api.ts";

/**
 * Families that keep a frame's shape make different tokens of other shapes; this one is assumed until a video is open.
 */
const COMMON_FRAME = { width: 1280, height: 720 };
const COMMON_FRAMES = 32;

/** Describes a loaded model to the page. */
export function modelInfo(model: LoadedModel, gpu: Gpu, ahead: AheadReport | null): ModelInfo {
  const { id, runtime, rates, config, precision, bytes, decoder } = model;
  const { resizes, tokens } = config.layout(COMMON_FRAME, COMMON_FRAMES);
  return {
    id,
    family: config.family,
    title: config.title,
    precision: precision.id,
    bytes,
    imageSize: resizes.at(-1)?.width ?? 0,
    grid: tokens,
    framesPerStep: config.framesPerStep,
    sampling: config.sampling,
    stepTokens: config.stepTokens,
    canReadWhole: canReadWhole(model, gpu),
    takesTurns: takesTurns(model.chatTemplate, model.tokenizer, config.videoToken),
    maxPositions: decoder.cache.capacity,
    positions: offeredPositions(model),
    layers: { attention: decoder.cache.shape.layers.length, all: config.text.layers },
    kvBytesPerToken: decoder.cache.bytesPerPosition,
    runtime,
    rates,
    threads: runtime === "wasm" ? processorThreads() : null,
    kvCache: decoder.cache.kind,
    rewrites: model.rewrites,
    uncut: model.vision.uncut,
    ahead: runtime === "webgpu" ? ahead : null,
    forms: model.forms,
    topics: config.topics,
  };
}

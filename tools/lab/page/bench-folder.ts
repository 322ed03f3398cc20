// Our side of the bench of an exported folder, in which every part of a question is a call of its own.

import { must } from "../../../src/base/assert.ts";
import { AppError } from "../../../src/base/errors.ts";
import type { Grid } from "../../../src/base/shape.ts";
import { createStopwatch, stageMs } from "../../../src/base/span.ts";
import { type Compressor, createCompressor } from "../../../src/compression/plan.ts";
import type { AdapterFacts } from "../../../src/engine/api.ts";
import { type Gpu, openGpu } from "../../../src/gpu/device.ts";
import { readFloats } from "../../../src/gpu/readback.ts";
import type { Tensor } from "../../../src/gpu/tensor.ts";
import { createPrompt } from "../../../src/language/prompt.ts";
import type { PixelConfig, VideoLayout } from "../../../src/model/adapters/adapter.ts";
import type { GraphRuntime } from "../../../src/model/graph.ts";
import type { LoadedModel } from "../../../src/pipeline/loaded-model.ts";
import { createFrameEncoder, type FrameEncoder } from "../../../src/vision/frame-encoder.ts";
import { appliedRewrites, askTokens, keptMask, loadUntested, seenVideo } from "./bench-pipeline.ts";
import { decodedFrames, drawPictures, mark } from "./bench-frames.ts";
import { type BufferUse, watchBuffers } from "./gpu-buffers.ts";
import { note } from "./note.ts";

/** One prompt for both sides, made by the model's own template and tokenizer. */
export interface FolderPrompt {
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** The row after the video's tokens, [D]. */
  readonly newline: readonly number[];
  readonly pixels: PixelConfig;
  /** The width and height of a frame, in pixels. */
  readonly side: number;
  /** The grid of a frame before pooling; `tokens` is the one after it. */
  readonly features: Grid;
  readonly tokens: Grid;
}

export interface FolderLoadArgs {
  readonly id: string;
  readonly url: string;
  /** The id of one of `COMMON_PRECISIONS`. */
  readonly precision: string;
  /** The names of the rewrites that may be applied; null for all. */
  readonly rewrites: readonly string[] | null;
  /** The number of frames of the drawn clip. */
  readonly frames: number;
  /** Where both sides' graphs run; default "webgpu". */
  readonly runtime?: GraphRuntime;
}

export interface FolderLoad {
  readonly buffers: BufferUse;
  readonly adapter: AdapterFacts;
  /** "graph rewrite ×places" for each rewrite that matched. */
  readonly applied: readonly string[];
  readonly prompt: FolderPrompt;
  /** The tokens that end an answer, which the other side never gives before its last. */
  readonly endTokens: readonly number[];
}

export interface FolderEncode {
  readonly ms: number;
  readonly buffers: BufferUse;
}

export interface FolderAsk {
  /** The time from the picks to the first token, read back. */
  readonly firstMs: number;
  /** The mean time of one step. */
  readonly stepMs: number;
  /** The greedy tokens, including the first. */
  readonly ids: readonly number[];
  /** The rows of the prompt. */
  readonly positions: number;
  readonly buffers: BufferUse;
}

interface Loaded {
  readonly compressor: Compressor;
  readonly model: LoadedModel;
  readonly encoder: FrameEncoder;
  readonly layout: VideoLayout;
  readonly pictures: readonly Uint8ClampedArray[];
  /** [T, N, D] */
  tokens: Tensor | null;
}

const QUESTION = "What happens in this video?";

let loaded: Loaded | undefined;

export async function benchFolderLoad({
  id,
  url,
  precision,
  rewrites,
  frames,
  ...where
}: FolderLoadArgs): Promise<FolderLoad> {
  watchBuffers();
  const gpu = await openGpu();
  const model = await loadUntested(gpu, { id, url, precision, ...where }, rewrites ?? undefined);
  const { config } = model;
  const layout = config.layout({ width: 1, height: 1 }, frames);
  const { width: side, height } = must(layout.resizes.at(-1), "size of the model's picture");
  if (side !== height || model.newline === null || config.pooling !== "bilinear") {
    throw new AppError(
      "bench-family",
      `The folder "${id}" is a ${config.family}; the bench knows what to give Transformers.js for LLaVA-OneVision alone.`,
      "Give the folder of a LLaVA-OneVision export.",
    );
  }
  const prompt = await promptOf(gpu, model, layout, { frames, side });
  await gpu.device.queue.onSubmittedWorkDone();
  const buffers = watchBuffers().read();
  loaded = {
    compressor: createCompressor(gpu),
    model,
    layout,
    encoder: await createFrameEncoder(gpu, model.vision, config, layout),
    pictures: drawPictures(frames, side),
    tokens: null,
  };
  const { endTokenIds: endTokens } = config.text;
  return { buffers, adapter: gpu.facts, applied: appliedRewrites(model), prompt, endTokens };
}

async function promptOf(
  gpu: Gpu,
  { chatTemplate, tokenizer, config, newline }: LoadedModel,
  { features, tokens }: VideoLayout,
  { frames, side }: { frames: number; side: number },
): Promise<FolderPrompt> {
  const timesSec = Array.from({ length: frames }, (_, i) => i);
  const pieces = config.pieces({
    steps: frames,
    tokens,
    timesSec,
    shownTimesSec: timesSec,
    durationSec: frames,
    isWhole: true,
  });
  const { prefix, suffix } = createPrompt(
    chatTemplate,
    tokenizer,
    config.videoToken,
    pieces,
    QUESTION,
  );
  return {
    before: prefix.flatMap((piece) => (piece.kind === "text" ? piece.ids : [])),
    after: suffix,
    newline: [...(await readFloats(gpu, must(newline, "newline")))],
    pixels: config.pixels,
    side,
    features,
    tokens,
  };
}

/** Encodes the frames and keeps their tokens for the questions that follow. */
export async function benchFolderEncode(): Promise<FolderEncode> {
  const ready = must(loaded, "a model of benchFolderLoad");
  const { compressor, encoder, pictures, layout } = ready;
  if (ready.tokens !== null) compressor.forget(ready.tokens);
  ready.tokens?.destroy();
  watchBuffers().reset();
  const { width } = must(layout.resizes.at(-1), "size of the model's picture");
  const startMs = performance.now();
  ready.tokens = await encoder.encode(decodedFrames(pictures, width), pictures.length, {
    stopwatch: createStopwatch(),
    onProgress: () => note(""),
  });
  const ms = performance.now() - startMs;
  note(`Encoded ${pictures.length} frames in ${(ms / 1000).toFixed(1)} s`);
  return { ms, buffers: watchBuffers().read() };
}

/** Scores again, unless all tokens stay, and fills the cache again. */
export async function benchFolderAsk({
  retention,
  steps,
}: {
  readonly retention: number;
  readonly steps: number;
}): Promise<FolderAsk> {
  const { compressor, model, layout, ...encoded } = must(loaded, "a model of benchFolderLoad");
  const tokens = must(encoded.tokens, "tokens of benchFolderEncode");
  const ids: number[] = [];
  const sampler: LoadedModel["sampler"] = {
    ...model.sampler,
    async pick(...args) {
      const picked = await model.sampler.pick(...args);
      ids.push(picked.id);
      if (ids.length === 1) mark();
      note(ids.length === 1 ? `First token at ${100 * retention} %` : "");
      return picked;
    },
  };
  watchBuffers().reset();
  const [frames = 0, perFrame = 0] = tokens.dims;
  const plan =
    retention === 1
      ? { mask: new Uint8Array(frames * perFrame).fill(1), ms: 0 }
      : await keptMask(compressor, tokens, retention);
  const { spans, promptTokens } = await askTokens(
    { ...model, sampler },
    seenVideo(tokens, layout.tokens),
    plan.mask,
    { question: QUESTION, maxTokens: steps + 1 },
  );
  return {
    firstMs: plan.ms + stageMs(spans, "prefill"),
    stepMs: stageMs(spans, "step") / steps,
    ids,
    positions: promptTokens,
    buffers: watchBuffers().read(),
  };
}

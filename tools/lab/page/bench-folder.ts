// Our side of the bench of an exported folder: every part of a question is a call of its own.

import { must } from "../../../src/base/assert.ts";
import { AppError } from "../../../src/base/errors.ts";
import { createStopwatch, stageMs } from "../../../src/base/span.ts";
import { createCompressor, type Compressor } from "../../../src/compression/plan.ts";
import { openGpu, type Gpu } from "../../../src/gpu/device.ts";
import { readFloats } from "../../../src/gpu/readback.ts";
import type { Tensor } from "../../../src/gpu/tensor.ts";
import { createPrompt } from "../../../src/language/prompt.ts";
import { COMMON_PRECISIONS } from "../../../src/model/precision.ts";
import { answer } from "../../../src/pipeline/answer.ts";
import { nothingCached } from "../../../src/pipeline/cache-owner.ts";
import { loadModel } from "../../../src/pipeline/load-model.ts";
import type { LoadedModel } from "../../../src/pipeline/loaded-model.ts";
import { createFrameEncoder, type FrameEncoder } from "../../../src/vision/frame-encoder.ts";
import type { VideoLayout } from "../../../src/model/adapters/adapter.ts";
import type {
  FolderAsk,
  FolderBenchCalls,
  FolderLoad,
  FolderPrompt,
} from "./bench-folder-calls.ts";
import { decodedFrames, drawPictures, mark } from "./bench-frames.ts";
import { watchBuffers } from "./gpu-buffers.ts";
import { note } from "./note.ts";

type Args<Name extends keyof FolderBenchCalls> = FolderBenchCalls[Name]["args"];

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
}: Args<"benchFolderLoad">): Promise<FolderLoad> {
  watchBuffers();
  const gpu = await openGpu();
  const precisions = COMMON_PRECISIONS.filter((each) => each.id === precision);
  const model = await loadModel(
    gpu,
    { kind: "url", id, url, precisions },
    {
      runtime: "webgpu",
      rewrites: rewrites ?? undefined,
      // It would warm one side up and make buffers that the other side has not made yet.
      check: () => Promise.resolve(),
      onProgress: () => note(""),
    },
  );
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
  const applied = model.rewrites
    .filter(({ count }) => count > 0)
    .map(({ graph, name, count }) => `${graph} ${name} ×${count}`);
  return { buffers, adapter: gpu.facts, applied, prompt };
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

export async function benchFolderEncode(): Promise<FolderBenchCalls["benchFolderEncode"]["value"]> {
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

export async function benchFolderAsk({
  retention,
  steps,
}: Args<"benchFolderAsk">): Promise<FolderAsk> {
  const { compressor, model, layout, pictures, ...encoded } = must(
    loaded,
    "a model of benchFolderLoad",
  );
  const tokens = must(encoded.tokens, "tokens of benchFolderEncode");
  const ids: number[] = [];
  const sampler: LoadedModel["sampler"] = {
    ...model.sampler,
    async pick(...args) {
      const id = await model.sampler.pick(...args);
      ids.push(id);
      if (ids.length === 1) mark();
      note(ids.length === 1 ? `First token at ${100 * retention} %` : "");
      return id;
    },
  };
  watchBuffers().reset();
  const startMs = performance.now();
  compressor.forget(tokens);
  const selection = await compressor.plan(tokens, { method: "vidcom2", retention });
  const { keptMask } = selection;
  selection.destroy();
  const plannedMs = performance.now();
  const timesSec = pictures.map((_, i) => i);
  const video = {
    tokens,
    grid: layout.tokens,
    frameTimesSec: timesSec,
    shownTimesSec: timesSec,
    facts: {
      name: "drawn",
      durationSec: pictures.length,
      width: 1,
      height: 1,
      codec: "",
      container: "",
      frameCount: pictures.length,
      bytes: 0,
    },
  };
  const pieces = answer(
    { ...model, sampler },
    nothingCached(),
    { videoId: 0, key: "bench", video, keptMask },
    QUESTION,
    { maxTokens: steps + 1, temperature: 0, topP: 1, random: () => 0, ignoreEnd: true },
  );
  let next = await pieces.next();
  while (next.done !== true) next = await pieces.next();
  const { spans, promptTokens } = next.value;
  return {
    firstMs: plannedMs - startMs + stageMs(spans, "prefill"),
    stepMs: stageMs(spans, "step") / steps,
    ids,
    positions: promptTokens,
    buffers: watchBuffers().read(),
  };
}

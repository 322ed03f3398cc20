// A model on this device: how long each part of a question takes with all tokens and with a quarter, and what it holds.

import { createCompressor } from "../../../../src/compression/plan.ts";
import { stageMs } from "../../../../src/base/span.ts";
import type { Gpu } from "../../../../src/gpu/device.ts";
import { encodeVideo } from "../../../../src/pipeline/encode-video.ts";
import { selfTest } from "../../../../src/pipeline/self-test.ts";
import type { StageName } from "../../../../src/pipeline/stages.ts";
import { sampleClip } from "../../../world/index.ts";
import {
  type BenchedModel,
  appliedRewrites,
  askTokens,
  keptMask,
  loadUntested,
} from "../bench-pipeline.ts";
import { drawClipFile } from "../draw-clip.ts";
import { note } from "../note.ts";

export interface ModelArgs extends BenchedModel {
  readonly frames: number;
  readonly steps: number;
  readonly repeats: number;
}

/** The parts of a question about a video at one retention, in milliseconds, by round. */
export interface AskTimes {
  readonly retention: number;
  readonly kept: number;
  readonly positions: number;
  /** Scores, budgets and picks, read back. */
  readonly chooseMs: readonly number[];
  readonly prefillMs: readonly number[];
  readonly stepMs: readonly number[];
  /** The most bytes of the device's buffers from its opening to here; retentions are asked for in ascending order. */
  readonly peakBytes: number;
}

export interface ModelTimes {
  readonly family: string;
  readonly frames: number;
  readonly tokensPerFrame: number;
  readonly loadMs: number;
  /** Of the picture and sentence that show overflow in 16 bits; the page refuses a model that fails it. */
  readonly selfTestMs: number;
  /** The rewrites that matched. */
  readonly applied: readonly string[];
  /** From the file to tokens, and its parts; they overlap. */
  readonly encodeMs: number;
  readonly stages: Readonly<Partial<Record<StageName, number>>>;
  readonly loadedBytes: number;
  readonly encodedBytes: number;
  readonly asks: readonly AskTimes[];
}

const SEED = 32_000;
const QUESTION = "What happens?";
const RETENTIONS = [0.25, 1] as const;
const STAGES = ["decode", "preprocess", "encode", "pool"] as const;

export async function timeModel(gpu: Gpu, args: ModelArgs): Promise<ModelTimes> {
  const { frames, steps, repeats } = args;
  const compressor = createCompressor(gpu);
  const startMs = performance.now();
  const model = await loadUntested(gpu, args, undefined);
  await gpu.device.queue.onSubmittedWorkDone();
  const loadMs = performance.now() - startMs;
  const loadedBytes = gpu.ledger.liveBytes;
  note(`Loaded ${args.id} in ${(loadMs / 1000).toFixed(1)} s`);
  const testMs = performance.now();
  await selfTest(gpu, model);
  const selfTestMs = performance.now() - testMs;

  const file = await drawClipFile(sampleClip(SEED, { frames: Math.max(2, frames) }));
  const encode = () =>
    encodeVideo(
      { gpu, model, compressor },
      { file, name: file.name },
      { looking: { frames }, onProgress: () => note("") },
    );
  (await encode()).tokens.destroy(); // compiles pipelines
  const encodeStartMs = performance.now();
  const video = await encode();
  const encodeMs = performance.now() - encodeStartMs;
  const encodedBytes = gpu.ledger.liveBytes;
  note(`Encoded ${frames} frames in ${(encodeMs / 1000).toFixed(2)} s`);

  const asks: AskTimes[] = [];
  for (const retention of RETENTIONS) {
    const chooseMs: number[] = [];
    const prefillMs: number[] = [];
    const stepMs: number[] = [];
    let size = { kept: 0, positions: 0 };
    for (let round = -1; round < repeats; round++) {
      const { mask, kept, ms } = await keptMask(compressor, video.tokens, retention);
      const { spans, promptTokens } = await askTokens(model, video, mask, {
        question: QUESTION,
        maxTokens: steps + 1,
      });
      size = { kept, positions: promptTokens };
      note(`Asked at ${100 * retention} %`);
      if (round < 0) continue; // the first round compiles pipelines
      chooseMs.push(ms);
      prefillMs.push(stageMs(spans, "prefill"));
      stepMs.push(stageMs(spans, "step") / steps);
    }
    const { peakBytes } = gpu.ledger;
    asks.push({ retention, ...size, chooseMs, prefillMs, stepMs, peakBytes });
  }
  const { spans, tokens } = video;
  return {
    family: model.config.family,
    frames: tokens.dims[0] ?? 0,
    tokensPerFrame: tokens.dims[1] ?? 0,
    loadMs,
    selfTestMs,
    applied: appliedRewrites(model),
    encodeMs,
    stages: Object.fromEntries(STAGES.map((stage) => [stage, stageMs(spans, stage)])),
    loadedBytes,
    encodedBytes,
    asks,
  };
}

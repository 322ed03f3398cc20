// The model bench's work: the product's own loading, encoding, selection and prefill, one after the other on one GPU.

import { must } from "../../../src/base/assert.ts";
import { stageMs } from "../../../src/base/span.ts";
import { createCompressor, type Compressor } from "../../../src/compression/plan.ts";
import type { AdapterFacts } from "../../../src/engine/api.ts";
import { type Gpu, openGpu } from "../../../src/gpu/device.ts";
import { tensorFrom } from "../../../src/gpu/tensor.ts";
import { findModel } from "../../../src/model/catalogue/models.ts";
import { type EncodedVideo, encodeVideo } from "../../../src/pipeline/encode-video.ts";
import { loadModel } from "../../../src/pipeline/load-model.ts";
import type { LoadedModel } from "../../../src/pipeline/loaded-model.ts";
import { selfTest } from "../../../src/pipeline/self-test.ts";
import {
  createStageStopwatch,
  type StageName,
  type StageSpan,
} from "../../../src/pipeline/stages.ts";
import { normals } from "../../replica/weights/values.ts";
import { askTokens, keptMask, type SeenVideo, seenVideo } from "./bench-pipeline.ts";

export interface LoadTimes {
  /** The time from the store's first call to the last graph on the GPU, without the self-test. */
  readonly ms: number;
  /** The time of the self-test; null when it was not run. */
  readonly selfTestMs: number | null;
  /** The bytes of all files that were read. */
  readonly bytes: number;
  /** The runtime's own memory, outside the JavaScript heap. It never shrinks, so this is also its peak. */
  readonly wasmBytes: number;
  readonly gpuBytes: number;
  readonly adapter: AdapterFacts;
}

export interface VideoTimes extends Shape {
  /** The times by stage, in the pipeline's order. */
  readonly stages: readonly { readonly stage: string; readonly ms: number }[];
}

export interface PrefillArgs {
  /** The shape of random tokens; null for the video that `benchModelVideo` encoded. */
  readonly shape: Shape | null;
  readonly retentions: readonly number[];
  readonly repeats: number;
  /** The rounds before those that count, which compile pipelines. */
  readonly warmUps: number;
}

export interface PrefillTimes {
  /** The times from the question to its first token, by retention, then repetition. */
  readonly prefillMs: readonly (readonly number[])[];
  /** The times of scores, budgets and picks, read back; by retention, then repetition. */
  readonly planMs: readonly (readonly number[])[];
  /** The numbers of kept tokens, by retention. */
  readonly kept: readonly number[];
  /** The positions that were prefilled, by retention: kept tokens, newline and text. */
  readonly positions: readonly number[];
  /** The bytes of buffers at the end: weights, KV cache, tokens. */
  readonly gpuBytes: number;
}

/** The visual tokens of T frames, N each. */
export interface Shape {
  readonly frames: number;
  readonly tokensPerFrame: number;
}

interface ModelLoadArgs {
  readonly repo: string;
  readonly precision: string;
  readonly isTested: boolean;
  readonly files: ReadonlyMap<string, Blob>;
}

interface ModelVideoArgs {
  readonly file: File;
  readonly frames: number;
  readonly steps: number;
}

const QUESTION = "Why?";
const COMPRESSED = 0.25;
const STAGES: readonly StageName[] = [
  "decode",
  "preprocess",
  "encode",
  "pool",
  "select",
  "splice",
  "prefill",
  "step",
];

/** The calls of the worker, which the page passes on. */
export type ModelRun = ReturnType<typeof createModelRun>;

export function createModelRun(note: (text: string) => void, wasmBytes: () => number) {
  let loaded: { gpu: Gpu; model: LoadedModel; compressor: Compressor } | undefined;
  let encoded: EncodedVideo | undefined;
  const ready = () => must(loaded, "a loaded model");
  return {
    async load({ repo, precision, isTested, files }: ModelLoadArgs) {
      const gpu = await openGpu();
      const wanted = must(
        findModel(repo)?.precisions.find(({ id }) => id === precision),
        precision,
      );
      let endMs = 0;
      let selfTestMs: number | null = null;
      const model = await loadModel(
        gpu,
        { kind: "files", id: repo, files, precisions: [wanted] },
        {
          runtime: "webgpu",
          async check(...args) {
            await gpu.device.queue.onSubmittedWorkDone();
            endMs = performance.timeOrigin + performance.now();
            note("All graphs are on the GPU");
            if (!isTested) return;
            const startMs = performance.now();
            await selfTest(...args);
            selfTestMs = performance.now() - startMs;
          },
        },
      );
      loaded = { gpu, model, compressor: createCompressor(gpu) };
      const { bytes } = model;
      const gpuBytes = gpu.ledger.liveBytes;
      return { endMs, selfTestMs, bytes, wasmBytes: wasmBytes(), gpuBytes, adapter: gpu.facts };
    },
    async video({ file, frames, steps }: ModelVideoArgs): Promise<VideoTimes> {
      const { gpu, model, compressor } = ready();
      const source = { file, name: file.name };
      const options = { looking: { frames } };
      // The first run of each stage compiles pipelines.
      (await encodeVideo({ gpu, model, compressor }, source, options)).tokens.destroy();
      encoded = await encodeVideo({ gpu, model, compressor }, source, options);
      const stopwatch = createStageStopwatch();
      const { tokens } = encoded;
      await keptMask(compressor, tokens, COMPRESSED);
      await stopwatch.time("select", 1, () => keptMask(compressor, tokens, COMPRESSED));
      const ones = new Uint8Array((tokens.dims[0] ?? 0) * (tokens.dims[1] ?? 0)).fill(1);
      await ask(model, encoded, ones, steps + 1);
      const answered = await ask(model, encoded, ones, steps + 1);
      const spans: StageSpan[] = [...encoded.spans, ...stopwatch.spans, ...answered.spans];
      return {
        frames: tokens.dims[0] ?? 0,
        tokensPerFrame: tokens.dims[1] ?? 0,
        stages: STAGES.map((stage) => ({ stage, ms: stageMs(spans, stage) })),
      };
    },
    async prefill({ shape, retentions, repeats, warmUps }: PrefillArgs): Promise<PrefillTimes> {
      const { gpu, model, compressor } = ready();
      const video = shape === null ? must(encoded, "a video") : randomVideo(gpu, model, shape);
      const prefillMs = retentions.map((): number[] => []);
      const planMs = retentions.map((): number[] => []);
      const kept = retentions.map(() => 0);
      const positions = retentions.map(() => 0);
      try {
        // The first choice compiles pipelines, which takes a software GPU longer than the choice.
        for (const retention of retentions) await keptMask(compressor, video.tokens, retention);
        for (let round = -warmUps; round < repeats; round++) {
          for (const [i, retention] of retentions.entries()) {
            const planned = await keptMask(compressor, video.tokens, retention);
            const { spans, promptTokens } = await ask(model, video, planned.mask, 1);
            kept[i] = planned.kept;
            positions[i] = promptTokens;
            const ms = stageMs(spans, "prefill");
            note(
              `${round < 0 ? "Warm-up" : `Round ${round + 1} of ${repeats}`}: ${promptTokens} positions in ${(ms / 1000).toFixed(1)} s`,
            );
            if (round < 0) continue;
            prefillMs[i]?.push(ms);
            planMs[i]?.push(planned.ms);
          }
        }
        const gpuBytes = gpu.ledger.liveBytes;
        return { prefillMs, planMs, kept, positions, gpuBytes };
      } finally {
        if (shape !== null) {
          compressor.forget(video.tokens);
          video.tokens.destroy();
        }
      }
    },
  };
}

/** Makes random tokens instead of the vision tower's, on which a decoder's time does not depend. */
function randomVideo(gpu: Gpu, model: LoadedModel, { frames, tokensPerFrame }: Shape): SeenVideo {
  const { width } = model.config.text;
  const values = normals(frames * tokensPerFrame * width, 11);
  const tokens = tensorFrom(gpu, values, [frames, tokensPerFrame, width], "bench/tokens");
  return seenVideo(tokens, { rows: 1, columns: tokensPerFrame });
}

const ask = (model: LoadedModel, video: SeenVideo, mask: Uint8Array, maxTokens: number) =>
  askTokens(model, video, mask, { question: QUESTION, maxTokens });

/** Watches for memories that WebAssembly makes from now on; the returned function gives the bytes of all of them. */
export function countWasmMemory(): () => number {
  const memories: WebAssembly.Memory[] = [];
  WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
    construct(target, args: ConstructorParameters<typeof WebAssembly.Memory>) {
      const memory = new target(...args);
      memories.push(memory);
      return memory;
    },
  });
  return () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
}

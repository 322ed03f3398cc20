// Makes of a model folder everything that the pipeline needs: three graphs, tokenizer, template, newline. It takes the
// folder's best precision whose numbers are right on this GPU.

import { AppError } from "../base/errors.ts";
import { JsonFile } from "../base/json.ts";
import { sha256Hex } from "../base/sha256.ts";
import type { Gpu } from "../gpu/device.ts";
import { tensorFrom } from "../gpu/tensor.ts";
import type { PartGraph } from "../language/decoder-part.ts";
import { createDecoder } from "../language/decoder.ts";
import { openKvCache } from "../cache/open-cache.ts";
import { createSampler } from "../language/sampler.ts";
import { createSplicer } from "../language/splice.ts";
import { createTokenizer } from "../language/tokenizer.ts";
import { readChatTemplate } from "../model/chat-template.ts";
import { readConfig, type ModelConfig } from "../model/config.ts";
import {
  openFolder,
  withZeros,
  type ByteProgress,
  type ModelFolder,
  type ModelSource,
  type ReadOptions,
} from "../model/folder.ts";
import { MOST_POSITIONS } from "../model/cache-steps.ts";
import { cutGraphs } from "../model/cut-graphs.ts";
import { formsOf } from "../model/graph-forms.ts";
import type { Graph, GraphRuntime, RuntimeChoice } from "../model/graph.ts";
import type { Precision } from "../model/precision.ts";
import {
  decoderRun,
  largestTensor,
  MOST_ROWS,
  MOST_ROWS_ON_CPU,
  rowsPerRun,
} from "../model/run-sizes.ts";
import { readSafetensor } from "../model/safetensors.ts";
import { cacheType } from "../model/check-graphs.ts";
import { findPrecisions, loadGraphs } from "../model/load-graphs.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { digestOfAll } from "../model/graph-digest.ts";
import { fasterOf, measureRuntimes, type RuntimeRates } from "./fastest-runtime.ts";
import { selfTest } from "./self-test.ts";

/** A precision that was replaced by the next one, and why. */
export interface Fallback {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

export interface LoadOptions {
  /** Where the graphs run; "fastest" measures first. */
  readonly runtime: RuntimeChoice;
  readonly onProgress?: ((progress: ByteProgress) => void) | undefined;
  readonly onFallback?: ((fallback: Fallback) => void) | undefined;
  /** Checks the numbers; default `selfTest`. For the bench, which measures it separately. */
  readonly check?: ((gpu: Gpu, model: LoadedModel) => Promise<void>) | undefined;
  /** The names of the rewrites that may be applied; for tests and measurements. Default: all. */
  readonly rewrites?: readonly string[] | undefined;
  /** The most bytes of a vision encoder's weights that are held twice, in one piece and in parts; for tests. */
  readonly mostTwice?: number | undefined;
  /**
   * The bytes of weights that are still on their way: of the model then only its skeleton is opened, with zeros for them. What
   * it answers means nothing.
   */
  readonly missing?: ReadonlyMap<string, number> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The codes of errors that one precision or runtime may cause and the next may not. */
const RUN_FAULTS: readonly string[] = [
  "model-self-test",
  "graph-create",
  "graph-run",
  "graph-memory",
];

const isRunFault = (thrown: unknown): thrown is AppError =>
  thrown instanceof AppError && RUN_FAULTS.includes(thrown.code);

/** Loads a model. @throws AppError `model-*`, `graph-*`, `tokenizer`, `chat-template`; the signal's reason. */
export async function loadModel(
  gpu: Gpu,
  source: ModelSource,
  { runtime, ...options }: LoadOptions,
): Promise<LoadedModel> {
  // The runtime for WebGPU needs a graphics adapter of the browser's own.
  if (gpu.facts.missing !== null) return loadOn("wasm", null, gpu, source, options);
  if (runtime !== "fastest") return loadOn(runtime, null, gpu, source, options);
  const rates = await measureRuntimes(gpu);
  const faster = fasterOf(rates);
  try {
    return await loadOn(faster, rates, gpu, source, options);
  } catch (thrown) {
    // The processor's runtime has 4 GB of memory; the graphics adapter may have more.
    if (faster !== "wasm" || !isRunFault(thrown)) throw thrown;
    return loadOn("webgpu", rates, gpu, source, options);
  }
}

/** `rates` led to the choice of the runtime; null where it was asked for. */
async function loadOn(
  runtime: GraphRuntime,
  rates: RuntimeRates | null,
  gpu: Gpu,
  source: ModelSource,
  options: Omit<LoadOptions, "runtime">,
): Promise<LoadedModel> {
  const { signal, missing, check = selfTest } = options;
  const { ledger, device } = gpu;
  const { limits } = device;
  let bytes = 0;
  const files = withZeros(openFolder(source), missing ?? new Map());
  const folder = counting(files, (count) => (bytes += count));
  const config = await readConfig(folder, options);
  const configDigest = await sha256Hex(await files.bytes("config.json", options));
  const tokenizerConfig = JsonFile.parse(
    "tokenizer_config.json",
    await folder.bytes("tokenizer_config.json", options),
  );
  const tokenizer = createTokenizer(
    JsonFile.parse("tokenizer.json", await folder.bytes("tokenizer.json", options)),
    tokenizerConfig,
  );
  const chatTemplate =
    config.videoTemplate ?? (await readChatTemplate(folder, tokenizerConfig, options));
  const newline = await readNewline(folder, config, options);
  const { hasShaderF16, missing: missingGraphics } = gpu.facts;
  const canF16 = hasShaderF16 || (runtime === "wasm" && missingGraphics === null);
  const precisions = await findPrecisions(folder, source.precisions, canF16, options);

  const open = async (precision: Precision): Promise<LoadedModel> => {
    const { queries, rewrites, maxPositions, digest, decoderFile, ...graphs } = await loadGraphs(
      gpu,
      folder,
      config,
      precision,
      runtime,
      { ...options, isSkeleton: missing !== undefined },
    );
    const { embed_tokens: embed, vision_encoder: vision, decoder_model_merged: whole } = graphs;
    const { kvHeads: heads, headSize: size } = config.text;
    const entry = { heads, size, dtype: cacheType(whole) };
    const capacity = Math.min(maxPositions, MOST_POSITIONS);
    const partOf = (graph: Graph, place: Omit<PartGraph, "graph" | "cache">): PartGraph => ({
      ...place,
      graph,
      cache: openKvCache(gpu, graph, entry, capacity),
      openCache: () => openKvCache(gpu, graph, entry, capacity),
    });
    const forms = formsOf(vision, whole);
    const decoder = createDecoder(gpu, embed, partOf(whole, { from: 0 }), {
      rowsPerRun: (positions) =>
        rowsPerRun(
          decoderRun(config.text, forms),
          largestTensor(limits, ledger.liveBytes),
          positions,
          runtime === "wasm" ? MOST_ROWS_ON_CPU : MOST_ROWS,
        ),
      cut: async (layers) =>
        (await cutGraphs(decoderFile, layers)).map(({ probe, ...part }) => async () => ({
          ...partOf(await part.open(gpu, runtime), part),
          openProbe:
            probe &&
            (async () => {
              const { attention, gives } = probe;
              const place = { from: part.from, takes: part.takes, gives, attention };
              return partOf(await probe.open(gpu, runtime), place);
            }),
        })),
    });
    const sampler = createSampler(gpu);
    const row = newline && tensorFrom(gpu, newline, [config.text.width], "model/image-newline");
    return {
      id: folder.id,
      runtime,
      rates,
      precision,
      digest: await digestOfAll([configDigest, digest]),
      config,
      bytes,
      vision,
      decoder,
      queries,
      rewrites,
      forms,
      maxPositions,
      sampler,
      splicer: await createSplicer(gpu),
      tokenizer,
      chatTemplate,
      newline: row,
      async release() {
        sampler.destroy();
        row?.destroy();
        await decoder.release();
        for (const graph of [embed, vision]) await graph.release();
      },
    };
  };

  for (const [i, precision] of precisions.entries()) {
    const next = precisions[i + 1];
    let model: LoadedModel | null = null;
    try {
      model = await open(precision);
      // fp32 cannot overflow; other faults of it show in the first answer.
      if (precision.id !== "fp32") await check(gpu, model);
      return model;
    } catch (thrown) {
      await model?.release();
      signal?.throwIfAborted();
      if (next === undefined || !isRunFault(thrown)) throw thrown;
      options.onFallback?.({ from: precision.id, to: next.id, reason: thrown.message });
    }
  }
  throw new AppError(
    "model-precision",
    `The model "${folder.id}" has no graphs.`,
    "Fetch it again.",
  );
}

/** Returns the same folder, which calls `count` with the bytes of each file that is read. */
function counting(folder: ModelFolder, count: (bytes: number) => void): ModelFolder {
  const tell = <T extends { readonly length: number } | null>(data: T): T => {
    count(data?.length ?? 0);
    return data;
  };
  return {
    ...folder,
    bytes: async (...args) => tell(await folder.bytes(...args)),
    maybeBytes: async (...args) => tell(await folder.maybeBytes(...args)),
    range: async (...args) => tell(await folder.range(...args)),
    async blob(...args) {
      const blob = await folder.blob(...args);
      count(blob.size);
      return blob;
    },
  };
}

async function readNewline(
  folder: ModelFolder,
  { newlineNames, text }: ModelConfig,
  options: ReadOptions,
): Promise<Float32Array<ArrayBuffer> | null> {
  if (newlineNames === null) return null;
  const range = (from: number, to: number) => folder.range("model.safetensors", from, to, options);
  const newline = await readSafetensor(range, newlineNames);
  if (newline.length === text.width) return newline;
  throw new AppError(
    "model-weights",
    `image_newline has ${newline.length} values, wanted ${text.width}.`,
    "model.safetensors is of another model; fetch the folder again.",
  );
}

// A model folder → everything the pipeline needs: three graphs, tokenizer, template, preprocessor, newline.

import { AppError } from "../base/errors.ts";
import type { Gpu } from "../gpu/device.ts";
import { tensorFrom, type Tensor } from "../gpu/tensor.ts";
import { createDecoder, type Decoder } from "../language/decoder.ts";
import { createKvCache } from "../language/kv-cache.ts";
import { createSampler, type Sampler } from "../language/sampler.ts";
import { createSplicer, type Splicer } from "../language/splice.ts";
import { createTokenizer, type Tokenizer } from "../language/tokenizer.ts";
import { readConfig, type ModelConfig } from "../model/config.ts";
import { checkContract } from "../model/contract.ts";
import { openFolder, type ByteProgress, type ModelSource } from "../model/folder.ts";
import { createGraph, type Graph, type GraphRuntime } from "../model/graph.ts";
import { JsonFile } from "../model/json.ts";
import { readSafetensor } from "../model/safetensors.ts";

export interface LoadedModel {
  readonly id: string;
  readonly runtime: GraphRuntime;
  readonly config: ModelConfig;
  /** Bytes read. */
  readonly bytes: number;
  readonly vision: Graph;
  readonly decoder: Decoder;
  readonly sampler: Sampler;
  readonly splicer: Splicer;
  readonly tokenizer: Tokenizer;
  readonly chatTemplate: string;
  /** LLaVA-OneVision's learned row after the last frame, [D]. */
  readonly newline: Tensor;
  release(): Promise<void>;
}

export interface LoadOptions {
  readonly runtime: GraphRuntime;
  readonly onProgress?: ((progress: ByteProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Names under which exports keep the newline vector. */
const NEWLINE_NAMES = ["image_newline", "model.image_newline"];

/** Longest KV cache that is allocated at once, positions. */
const MOST_POSITIONS = 8192;

/** @throws AppError `model-*`, `graph-create`, `tokenizer`, `chat-template`; the signal's reason. */
export async function loadModel(
  gpu: Gpu,
  source: ModelSource,
  options: LoadOptions,
): Promise<LoadedModel> {
  const { runtime, signal } = options;
  const folder = openFolder(source);
  let bytes = 0;
  const read = async (path: string): Promise<Uint8Array<ArrayBuffer>> => {
    const data = await folder.bytes(path, options);
    bytes += data.length;
    return data;
  };
  const config = await readConfig(folder, options);
  const tokenizerConfig = JsonFile.parse(
    "tokenizer_config.json",
    await read("tokenizer_config.json"),
  );
  const tokenizer = createTokenizer(
    JsonFile.parse("tokenizer.json", await read("tokenizer.json")),
    tokenizerConfig,
  );
  const template = await folder.maybeBytes("chat_template.jinja", options);
  const newline = readSafetensor(await read("model.safetensors"), NEWLINE_NAMES);
  if (newline.length !== config.width) {
    throw new AppError(
      "model-weights",
      `image_newline has ${newline.length} values, wanted ${config.width}.`,
      "model.safetensors is of another model; fetch the folder again.",
    );
  }

  const opened: Graph[] = [];
  const graph = async (name: string): Promise<Graph> => {
    signal?.throwIfAborted();
    const created = await createGraph(gpu, name, await read(`onnx/${name}.onnx`), runtime);
    opened.push(created);
    return created;
  };
  try {
    const embed = await graph("embed_tokens");
    const vision = await graph("vision_encoder");
    const decoderGraph = await graph("decoder_model_merged");
    checkGraphs(config, { embed, vision, decoder: decoderGraph });
    const cache = createKvCache(gpu, decoderGraph, {
      ...config,
      capacity: Math.min(config.maxPositions, MOST_POSITIONS),
    });
    const newlineTensor = tensorFrom(gpu, newline, [config.width], "model/image-newline");
    const sampler = createSampler(gpu);
    return {
      id: folder.id,
      runtime,
      config,
      bytes,
      vision,
      decoder: createDecoder(gpu, { embed, decoder: decoderGraph }, cache),
      sampler,
      splicer: await createSplicer(gpu),
      tokenizer,
      chatTemplate:
        template === null
          ? tokenizerConfig.string("chat_template")
          : new TextDecoder().decode(template),
      newline: newlineTensor,
      async release() {
        cache.destroy();
        sampler.destroy();
        newlineTensor.destroy();
        for (const one of opened) await one.release();
      },
    };
  } catch (thrown) {
    for (const one of opened) await one.release();
    throw thrown;
  }
}

function checkGraphs(
  config: ModelConfig,
  graphs: { embed: Graph; vision: Graph; decoder: Graph },
): void {
  const { width, kvHeads, headSize, preprocessor, vocabulary } = config;
  const f32 = "float32";
  checkContract(
    graphs.embed,
    [{ name: "input_ids", type: "int64" }],
    [{ name: "inputs_embeds", type: f32, shape: [-1, -1, width] }],
  );
  checkContract(
    graphs.vision,
    [{ name: "pixel_values", type: f32, shape: [-1, 3, preprocessor.height, preprocessor.width] }],
    [{ name: "image_features", type: f32 }],
  );
  const cacheShape = [-1, kvHeads, -1, headSize];
  const layers = Array.from({ length: config.layers }, (_, layer) => layer);
  const values = (prefix: string): { name: string; type: string; shape: number[] }[] =>
    layers.flatMap((layer) =>
      ["key", "value"].map((kind) => ({
        name: `${prefix}.${layer}.${kind}`,
        type: f32,
        shape: cacheShape,
      })),
    );
  checkContract(
    graphs.decoder,
    [
      { name: "inputs_embeds", type: f32, shape: [-1, -1, width] },
      { name: "attention_mask", type: "int64" },
      ...values("past_key_values"),
    ],
    [{ name: "logits", type: f32, shape: [-1, -1, vocabulary] }, ...values("present")],
  );
}

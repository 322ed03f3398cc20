// config.json and its companions → one typed, checked, read-only description of the model.

import { AppError } from "../base/errors.ts";
import { must } from "../base/assert.ts";
import type { ModelFolder, ReadOptions } from "./folder.ts";
import { JsonFile } from "./json.ts";

export type Resample = "bilinear" | "bicubic" | "lanczos";

export interface PreprocessorConfig {
  readonly width: number;
  readonly height: number;
  readonly resample: Resample;
  /** Usually 1/255. */
  readonly rescale: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

export interface ModelConfig {
  readonly family: string;
  /** Patches of a frame as the vision encoder gives them. */
  readonly patchGrid: { readonly rows: number; readonly columns: number };
  /** Width of the language model, D. */
  readonly width: number;
  readonly layers: number;
  readonly kvHeads: number;
  readonly headSize: number;
  readonly maxPositions: number;
  readonly vocabulary: number;
  /** The token that stands for the video in the prompt. */
  readonly videoTokenId: number;
  readonly endTokenIds: readonly number[];
  readonly preprocessor: PreprocessorConfig;
  /** What the model can talk about; only a model of a small world says so. */
  readonly topics: readonly { readonly label: string; readonly example: string }[];
}

/** Pillow's numbering of its filters. */
const PILLOW_FILTERS: Readonly<Record<number, Resample>> = {
  1: "lanczos",
  2: "bilinear",
  3: "bicubic",
};

/** @throws AppError `model-config`, `model-family`, `model-file-missing`. */
export async function readConfig(folder: ModelFolder, options?: ReadOptions): Promise<ModelConfig> {
  const read = async (path: string): Promise<JsonFile> =>
    JsonFile.parse(path, await folder.bytes(path, options));
  const config = await read("config.json");
  const family = config.string("model_type");
  if (family !== "llava_onevision") {
    throw new AppError(
      "model-family",
      `The model "${folder.id}" is of the family "${family}"; this version runs "llava_onevision".`,
      "Choose a LLaVA-OneVision model, or keep the embedded one.",
    );
  }
  const vision = config.object("vision_config");
  const text = config.object("text_config");
  const side = Math.floor(vision.count("image_size") / vision.count("patch_size"));
  const heads = text.count("num_attention_heads");
  const width = text.count("hidden_size");
  const generation = await folder.maybeBytes("generation_config.json", options);
  return {
    family,
    patchGrid: { rows: side, columns: side },
    width,
    layers: text.count("num_hidden_layers"),
    kvHeads: text.count("num_key_value_heads", heads),
    headSize: text.count("head_dim", Math.floor(width / heads)),
    maxPositions: text.count("max_position_embeddings"),
    vocabulary: text.count("vocab_size"),
    videoTokenId: config.number("video_token_index", config.maybe("video_token_id") as number),
    endTokenIds: endTokens(
      generation === null ? null : JsonFile.parse("generation_config.json", generation),
      text,
    ),
    preprocessor: preprocessorConfig(await read("preprocessor_config.json")),
    topics: topics(config),
  };
}

function preprocessorConfig(file: JsonFile): PreprocessorConfig {
  const size = file.object("size");
  const [mean, std] = ["image_mean", "image_std"].map((key) => {
    const values = file.numbers(key);
    const triple = [0, 1, 2].map((channel) => must(values[channel], `${key}[${channel}]`));
    return triple as unknown as [number, number, number];
  });
  const resample = file.number("resample", 3);
  return {
    width: size.count("width"),
    height: size.count("height"),
    resample: must(PILLOW_FILTERS[resample], `a filter for "resample": ${resample}`),
    rescale: file.number("rescale_factor", 1 / 255),
    mean: must(mean, "image_mean"),
    std: must(std, "image_std"),
  };
}

/** eos_token_id is one id or several, in the generation's file or in the model's. */
function endTokens(generation: JsonFile | null, text: JsonFile): number[] {
  const given = generation?.maybe("eos_token_id") ?? text.maybe("eos_token_id");
  if (Array.isArray(given)) return given.filter((id) => typeof id === "number");
  return typeof given === "number" ? [given] : [];
}

function topics(config: JsonFile): ModelConfig["topics"] {
  const given = config.maybe("framewise_topics");
  if (!Array.isArray(given)) return [];
  return given.map((entry, i) => {
    const topic = new JsonFile(`config.json: framewise_topics[${i}]`, entry);
    return { label: topic.string("label"), example: topic.string("example") };
  });
}

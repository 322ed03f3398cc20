// Reads config.json and its companions into one typed, checked, read-only description of the model.

import type { Adapter, FamilyConfig } from "./adapters/adapter.ts";
import { adapterFor } from "./adapters/find.ts";
import { readTower, type TowerConfig } from "./adapters/tower-config.ts";
import type { ModelFolder, ReadOptions } from "./folder.ts";
import { configError, JsonFile } from "../base/json.ts";

export interface ModelConfig extends FamilyConfig {
  readonly family: Adapter["family"];
  readonly tower: TowerConfig;
  /** The family's name for people. */
  readonly title: string;
  /** What the model can talk about; empty unless the model was trained on a small world. */
  readonly topics: readonly { readonly label: string; readonly example: string }[];
}

/** Reads the folder. @throws AppError `model-config`, `model-family`, `model-file-missing`. */
export async function readConfig(folder: ModelFolder, options?: ReadOptions): Promise<ModelConfig> {
  const read = async (path: string): Promise<JsonFile> =>
    JsonFile.parse(path, await folder.bytes(path, options));
  const maybeRead = async (path: string): Promise<JsonFile | null> => {
    const bytes = await folder.maybeBytes(path, options);
    return bytes === null ? null : JsonFile.parse(path, bytes);
  };
  const config = await read("config.json");
  const adapter = adapterFor(config.string("model_type"));
  // transformers 5 writes both processors into one file, and reads that one first.
  const processor = await maybeRead("processor_config.json");
  const processorPart = (key: string): JsonFile | null => {
    const part = processor?.maybe(key) ?? null;
    return part === null ? null : new JsonFile(`processor_config.json: ${key}`, part);
  };
  const files = {
    config,
    preprocessor: processorPart("image_processor") ?? (await read("preprocessor_config.json")),
    videoPreprocessor:
      processorPart("video_processor") ?? (await maybeRead("video_preprocessor_config.json")),
    generation: await maybeRead("generation_config.json"),
  };
  const { family, title } = adapter;
  return {
    ...bounded(adapter.read(files)),
    tower: readTower(config),
    family,
    title,
    topics: topics(config),
  };
}

/** Far more than any published model has. */
const MOST = {
  hidden_size: 2 ** 16,
  num_hidden_layers: 2 ** 10,
  num_attention_heads: 2 ** 12,
  num_key_value_heads: 2 ** 12,
  head_dim: 2 ** 12,
  intermediate_size: 2 ** 20,
  max_position_embeddings: 2 ** 26,
  vocab_size: 2 ** 22,
};
const MOST_SIDE = 2 ** 14;
const MOST_STEP_TOKENS = 2 ** 16;

/** Refuses numbers by which loops and memory would be without end. @throws AppError `model-config`. */
function bounded(config: FamilyConfig): FamilyConfig {
  const { text } = config;
  const given = {
    hidden_size: text.width,
    num_hidden_layers: text.layers,
    num_attention_heads: text.heads,
    num_key_value_heads: text.kvHeads,
    head_dim: text.headSize,
    intermediate_size: text.hidden,
    max_position_embeddings: text.maxPositions,
    vocab_size: text.vocabulary,
  };
  for (const [key, most] of Object.entries(MOST)) {
    checkWithin(key, given[key as keyof typeof given], most);
  }
  return {
    ...config,
    layout(...frame) {
      const layout = config.layout(...frame);
      for (const { width, height } of layout.resizes) {
        checkWithin("width of a resized frame", width, MOST_SIDE);
        checkWithin("height of a resized frame", height, MOST_SIDE);
      }
      const { features, tokens } = layout;
      for (const { rows, columns } of [features, tokens]) {
        checkWithin("number of rows of patches", rows, MOST_STEP_TOKENS);
        checkWithin("number of columns of patches", columns, MOST_STEP_TOKENS);
        checkWithin("number of patches of a frame", rows * columns, MOST_STEP_TOKENS);
      }
      return layout;
    },
  };
}

function checkWithin(what: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw configError(`The model's ${what} is ${value}; wanted a whole number from 1 to ${most}.`);
}

function topics(config: JsonFile): ModelConfig["topics"] {
  const given = config.maybe("framewise_topics");
  if (!Array.isArray(given)) return [];
  return given.map((entry, i) => {
    const topic = new JsonFile(`config.json: framewise_topics[${i}]`, entry);
    return { label: topic.string("label"), example: topic.string("example") };
  });
}

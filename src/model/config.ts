// Reads config.json and its companions into one typed, checked, read-only description of the model.

import type { Adapter, FamilyConfig } from "./adapters/adapter.ts";
import { adapterFor } from "./adapters/find.ts";
import { readTower, type TowerConfig } from "./adapters/tower-config.ts";
import type { ModelFolder, ReadOptions } from "./folder.ts";
import { JsonFile } from "../base/json.ts";

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
    ...adapter.read(files),
    tower: readTower(config),
    family,
    title,
    topics: topics(config),
  };
}

function topics(config: JsonFile): ModelConfig["topics"] {
  const given = config.maybe("framewise_topics");
  if (!Array.isArray(given)) return [];
  return given.map((entry, i) => {
    const topic = new JsonFile(`config.json: framewise_topics[${i}]`, entry);
    return { label: topic.string("label"), example: topic.string("example") };
  });
}

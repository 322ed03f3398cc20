import type { Gpu } from "../../src/gpu/device.ts";
import { createDecoder, type Decoder } from "../../src/language/decoder.ts";
import { createGrowingStorage } from "../../src/language/growing-storage.ts";
import { createKvCache } from "../../src/language/kv-cache.ts";
import { createStaticStorage } from "../../src/language/static-storage.ts";
import { openFolder, type ModelSource } from "../../src/model/folder.ts";
import { readConfig } from "../../src/model/config.ts";
import { createGraph, type GraphRuntime } from "../../src/model/graph.ts";

/** The model that ships with the project, as the test server serves it. */
export const EMBEDDED: ModelSource = {
  kind: "url",
  id: "framewise-shapes",
  url: new URL("/models/framewise-shapes/", location.href).href,
};

const STORAGES = { static: createStaticStorage, growing: createGrowingStorage };

/** Decoder and cache of the embedded model, with the kind of cache and runtime asked for. */
export async function openDecoder(
  gpu: Gpu,
  kind: keyof typeof STORAGES,
  runtime: GraphRuntime = "webgpu",
  { rows, capacity = 512 }: { rows?: number | undefined; capacity?: number } = {},
): Promise<{ decoder: Decoder; release: () => Promise<void> }> {
  const folder = openFolder(EMBEDDED);
  const config = await readConfig(folder);
  const open = async (name: string) =>
    createGraph(gpu, name, await folder.bytes(`onnx/${name}.onnx`), runtime);
  const embed = await open("embed_tokens");
  const graph = await open("decoder_model_merged");
  const shape = { ...config.text, capacity, dtype: "float32" as const };
  const cache = createKvCache(shape, STORAGES[kind](gpu, graph, shape));
  return {
    decoder: createDecoder(
      gpu,
      { embed, decoder: graph },
      cache,
      rows === undefined ? undefined : () => rows,
    ),
    async release() {
      cache.release();
      await embed.release();
      await graph.release();
    },
  };
}

import type { Gpu } from "../../src/gpu/device.ts";
import { attentionLayers } from "../../src/model/cache-inputs.ts";
import { createDecoder, type Decoder } from "../../src/language/decoder.ts";
import type { EntryShape } from "../../src/cache/entry-shape.ts";
import { createGrowingStorage } from "../../src/cache/growing-storage.ts";
import { createKvCache } from "../../src/cache/kv-cache.ts";
import { openKvCache } from "../../src/cache/open-cache.ts";
import { createStaticStorage } from "../../src/cache/static-storage.ts";
import { openFolder, type ModelSource } from "../../src/model/folder.ts";
import type { TextConfig } from "../../src/model/adapters/adapter.ts";
import { readConfig } from "../../src/model/config.ts";
import { createGraph, type GraphRuntime } from "../../src/model/graph.ts";

/** The model that ships with the project, from the test server. */
export const EMBEDDED: ModelSource = {
  kind: "url",
  id: "framewise-shapes",
  url: new URL("/models/framewise-shapes/", location.href).href,
};

/**
 * Graphs on the CPU: for tests of what happens around them, because software WebGPU compiles for seconds what each graph
 * needs. On WebGPU the graphs are tested by engine, inside, decoder, replicas and exports.
 */
export const GRAPHS_ON_CPU = { runtime: "wasm" } as const;

const STORAGES = { static: createStaticStorage, growing: createGrowingStorage };

/** A decoder's graphs, and its configuration. */
export interface DecoderFiles {
  readonly embed: Uint8Array<ArrayBuffer>;
  readonly decoder: Uint8Array<ArrayBuffer>;
  readonly text: Pick<TextConfig, "layers" | "kvHeads" | "headSize" | "width" | "ropeTheta">;
  readonly dtype: EntryShape["dtype"];
}

/** Reads a folder's float32 graphs unchanged. */
export async function decoderFiles(source: ModelSource): Promise<DecoderFiles> {
  const folder = openFolder(source);
  const { text } = await readConfig(folder);
  const read = (name: string) => folder.bytes(`onnx/${name}.onnx`);
  const [embed, decoder] = [await read("embed_tokens"), await read("decoder_model_merged")];
  return { embed, decoder, text, dtype: "float32" };
}

export interface DecoderOptions {
  readonly runtime?: GraphRuntime;
  /** The most rows of a prefill's run; default: the decoder's own choice. */
  readonly rows?: number | undefined;
  readonly capacity?: number;
  /** The files; default: the embedded model's. */
  readonly files?: DecoderFiles;
}

/** Opens a decoder and a cache of the given kind, or of the kind that the page would take. */
export async function openDecoder(
  gpu: Gpu,
  kind: keyof typeof STORAGES | "fitting",
  { runtime = "webgpu", rows, capacity = 512, files }: DecoderOptions = {},
): Promise<{ decoder: Decoder; files: DecoderFiles; release: () => Promise<void> }> {
  const opened = files ?? (await decoderFiles(EMBEDDED));
  const embed = await createGraph(gpu, "embed_tokens", opened.embed, runtime);
  const graph = await createGraph(gpu, "decoder_model_merged", opened.decoder, runtime);
  const layers = attentionLayers(graph);
  const { kvHeads: heads, headSize: size } = opened.text;
  const entry = { layers: layers.length, heads, size, dtype: opened.dtype };
  const shape = { entry, layers, capacity };
  const cache =
    kind === "fitting"
      ? openKvCache(gpu, graph, entry, capacity)
      : createKvCache(shape, STORAGES[kind](gpu, graph, shape));
  const rowsPerRun = rows === undefined ? undefined : () => rows;
  const decoder = createDecoder(gpu, embed, { graph, cache, from: 0 }, { rowsPerRun });
  return {
    decoder,
    files: opened,
    async release() {
      await decoder.release();
      await embed.release();
    },
  };
}

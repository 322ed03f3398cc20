// Chooses the storage of a decoder's cache, and adds states where the decoder has them.

import type { Gpu } from "../gpu/device.ts";
import type { Graph } from "../model/graph.ts";
import { attentionLayers, stateInputs } from "../model/cache-inputs.ts";
import type { EntryShape } from "./entry-shape.ts";
import { createGrowingStorage } from "./growing-storage.ts";
import { createKvCache, type GraphCache } from "./kv-cache.ts";
import { withStates } from "./state-storage.ts";
import { createStaticStorage } from "./static-storage.ts";

/** Opens a static cache where the graph allows it (GroupQueryAttention on WebGPU), otherwise a growing one. */
export function openKvCache(
  gpu: Gpu,
  decoder: Graph,
  entry: Omit<EntryShape, "layers">,
  capacity: number,
): GraphCache {
  const layers = attentionLayers(decoder);
  const shape = { entry: { ...entry, layers: layers.length }, layers, capacity };
  const isStatic = decoder.runtime === "webgpu" && decoder.hasOperator("GroupQueryAttention");
  const create = isStatic ? createStaticStorage : createGrowingStorage;
  const storage = withStates(gpu, create(gpu, decoder, shape), decoder, stateInputs(decoder));
  return createKvCache(shape, storage);
}

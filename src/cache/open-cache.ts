// Which of the two storages a decoder's cache gets, and whether states stand beside it.

import type { Gpu } from "../gpu/device.ts";
import type { Graph } from "../model/graph.ts";
import { attentionLayers, stateInputs } from "../model/cache-inputs.ts";
import { createGrowingStorage } from "./growing-storage.ts";
import { createKvCache, type CacheShape, type KvCache } from "./kv-cache.ts";
import { withStates } from "./state-storage.ts";
import { createStaticStorage } from "./static-storage.ts";

/** Static where the graph allows it (GroupQueryAttention on WebGPU), else growing. */
export function openKvCache(gpu: Gpu, decoder: Graph, given: Omit<CacheShape, "layers">): KvCache {
  const shape = { ...given, layers: attentionLayers(decoder) };
  const isStatic = decoder.runtime === "webgpu" && decoder.hasOperator("GroupQueryAttention");
  const create = isStatic ? createStaticStorage : createGrowingStorage;
  const storage = withStates(create(gpu, decoder, shape), decoder, stateInputs(decoder));
  return createKvCache(shape, storage);
}

// Which of the two storages a decoder's cache gets.

import type { Gpu } from "../gpu/device.ts";
import type { Graph } from "../model/graph.ts";
import { createGrowingStorage } from "./growing-storage.ts";
import { createKvCache, type CacheShape, type KvCache } from "./kv-cache.ts";
import { createStaticStorage } from "./static-storage.ts";

/** Static where the graph allows it (GroupQueryAttention on WebGPU), else growing. */
export function openKvCache(gpu: Gpu, decoder: Graph, shape: CacheShape): KvCache {
  const isStatic = decoder.runtime === "webgpu" && decoder.hasOperator("GroupQueryAttention");
  const create = isStatic ? createStaticStorage : createGrowingStorage;
  return createKvCache(shape, create(gpu, decoder, shape));
}

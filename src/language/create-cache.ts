// Which of the three caches a decoder gets.

import type { Gpu } from "../gpu/device.ts";
import type { Graph } from "../model/graph.ts";
import {
  createGrowingCache,
  createStaticCache,
  type CacheShape,
  type KvCache,
} from "./kv-cache.ts";
import { createMirroredCache } from "./mirrored-cache.ts";

/** Static where the graph allows it (GroupQueryAttention on WebGPU), mirrored on the CPU, else growing. */
export function createKvCache(gpu: Gpu, decoder: Graph, shape: CacheShape): KvCache {
  if (decoder.runtime === "wasm" && shape.dtype === "float32")
    return createMirroredCache(gpu, decoder, shape);
  return decoder.runtime === "webgpu" && decoder.hasOperator("GroupQueryAttention")
    ? createStaticCache(gpu, decoder, shape)
    : createGrowingCache(decoder, shape);
}

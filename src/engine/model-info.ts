import type { LoadedModel } from "../pipeline/load-model.ts";
import { pooledGrid } from "../vision/pool.ts";
import type { ModelInfo } from "./api.ts";

/** What the page may know of a loaded model. */
export function modelInfo({ id, runtime, config, bytes, decoder }: LoadedModel): ModelInfo {
  return {
    id,
    family: config.family,
    bytes,
    imageSize: config.preprocessor.width,
    grid: pooledGrid(config.patchGrid),
    maxPositions: decoder.cache.capacity,
    kvBytesPerToken: decoder.cache.bytesPerPosition,
    runtime,
    kvCache: decoder.cache.kind,
    topics: config.topics,
  };
}

// The cache of a graph that runs on the CPU ("wasm", for measuring): the runtime's values, and beside them the same
// entries on the GPU, [1, kv_heads, capacity, head_size], where our shaders take and put them as in the static cache.

import type * as Ort from "onnxruntime-web";
import { invariant, must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import type { Feed, Graph } from "../model/graph.ts";
import { bytesPerPosition, cacheNames, type CacheShape, type KvCache } from "./kv-cache.ts";

export function createMirroredCache(gpu: Gpu, decoder: Graph, shape: CacheShape): KvCache {
  const { layers, kvHeads, headSize, capacity, dtype } = shape;
  invariant(dtype === "float32", `a mirrored cache holds float32, not ${dtype}`);
  const names = cacheNames(layers);
  const tensors = names.map(({ past }) =>
    createTensor(gpu, [1, kvHeads, capacity, headSize], dtype, `language/mirror/${past}`),
  );
  const layer = (i: number) => ({
    keys: must(tensors[2 * i], "keys"),
    values: must(tensors[2 * i + 1], "values"),
  });
  let length = 0;
  let marked = 0;
  /** The runtime's own values of all positions; null when the GPU's are newer. */
  let current: readonly Ort.Tensor[] | null = null;
  /** Copies without the unused rows, for one run. */
  let compact: Tensor[] = [];

  const drop = (): void => {
    for (const value of current ?? []) value.dispose();
    current = null;
    for (const tensor of compact) tensor.destroy();
    compact = [];
  };

  const setLength = (positions: number): void => {
    drop();
    length = positions;
  };

  const fromGpu = (): Tensor[] => {
    const recorder = createRecorder(gpu, "language/mirror");
    const copies = tensors.map((tensor) => {
      const copy = createTensor(gpu, [1, kvHeads, length, headSize], dtype, "language/mirror/run");
      for (let head = 0; head < kvHeads; head++) {
        recorder.copy(tensor, copy, {
          fromElement: head * capacity * headSize,
          toElement: head * length * headSize,
          count: length * headSize,
        });
      }
      return copy;
    });
    recorder.submit();
    return copies;
  };

  const cache: KvCache = {
    kind: "static",
    ahead: 0,
    get length() {
      return length;
    },
    capacity,
    bytesPerPosition: bytesPerPosition(shape),
    feeds() {
      if (current === null && length > 0) {
        drop();
        compact = fromGpu();
      }
      const empty = (): Ort.Tensor => decoder.empty(dtype, [1, kvHeads, 0, headSize]);
      return Object.fromEntries(
        names.map(({ past }, i): [string, Feed] => [past, current?.[i] ?? compact[i] ?? empty()]),
      );
    },
    fetches: () => Object.fromEntries(names.map(({ present }) => [present, null])),
    accept(results, added) {
      const total = length + added;
      invariant(total <= capacity, `the cache holds ${capacity} positions`);
      const values = names.map(({ present }) => must(results[present], present));
      for (const [i, value] of values.entries()) {
        const data = value.data as Float32Array<ArrayBuffer>;
        for (let head = 0; head < kvHeads; head++) {
          gpu.device.queue.writeBuffer(
            must(tensors[i], "mirror").buffer,
            (head * capacity + length) * headSize * data.BYTES_PER_ELEMENT,
            data,
            (head * total + length) * headSize,
            added * headSize,
          );
        }
      }
      drop();
      current = values;
      length = total;
    },
    layers: Array.from({ length: layers }, (_, i) => layer(i)),
    resize(positions) {
      invariant(
        positions >= 0 && positions <= capacity,
        `the cache holds ${capacity} positions, not ${positions}`,
      );
      setLength(positions);
      cache.ahead = 0;
      marked = Math.min(marked, length);
    },
    mark() {
      marked = length;
    },
    rollBack() {
      if (length !== marked) setLength(marked);
    },
    reset() {
      marked = 0;
      setLength(0);
    },
    destroy() {
      drop();
      for (const tensor of tensors) tensor.destroy();
    },
  };
  return cache;
}

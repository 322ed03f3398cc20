// A cache made of the graph's own outputs, which are handed back at the next run and must then have exactly as many
// rows as count. Any graph can do this, on either runtime. Shaders get the tensors as they are; after rows were dropped
// or written, the next run gets copies.

import type * as Ort from "onnxruntime-web";
import { must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { rowsFor } from "../model/cache-steps.ts";
import type { Feed, Graph } from "../model/graph.ts";
import { layersOf, moveRows } from "./cache-rows.ts";
import { cacheNames, type CacheShape, type KvStorage } from "./kv-cache.ts";

export function createGrowingStorage(gpu: Gpu, decoder: Graph, shape: CacheShape): KvStorage {
  const { heads, size, dtype } = shape.entry;
  const names = cacheNames(shape.layers);
  /** The outputs of the last run; null once shaders have asked for them. */
  let given: readonly Ort.Tensor[] | null = null;
  /** The same as tensors on the GPU; empty while `given` holds them. */
  let tensors: readonly Tensor[] = [];
  let rows = 0;

  const release = (): void => {
    for (const value of given ?? []) value.dispose();
    for (const tensor of tensors) tensor.destroy();
    given = null;
    tensors = [];
    rows = 0;
  };

  /** Makes tensors of the runtime's outputs: on WebGPU it takes over their buffers, from the CPU it copies them. */
  const toGpu = (): void => {
    tensors =
      given?.map((value, i) => decoder.toTensor(value, must(names[i], "name").past)) ?? tensors;
    given = null;
  };

  const move = (length: number, wanted: number): void => {
    toGpu();
    if (tensors.length > 0 && rows === wanted) return;
    tensors = moveRows(gpu, shape.entry, tensors, { rows: wanted, count: Math.min(length, rows) });
    rows = wanted;
  };

  const feedOf = (i: number): Feed => must(given?.[i] ?? tensors[i], "entries");

  return {
    kind: "growing",
    canCut: true,
    get rows() {
      return rows;
    },
    reserve: () => Promise.resolve(), // nothing can be reserved, since the next run needs exactly the rows that count
    feeds(length) {
      if (length === 0) release();
      else if (rows !== length) move(length, length);
      const empty = (): Ort.Tensor => decoder.zeros(dtype, [1, heads, 0, size]);
      return Object.fromEntries(
        names.map(({ past }, i): [string, Feed] => [past, length === 0 ? empty() : feedOf(i)]),
      );
    },
    fetches: () => Object.fromEntries(names.map(({ present }) => [present, null])),
    accept(results, total) {
      const next = names.map(({ present }) => must(results[present], present));
      release();
      given = next;
      rows = total;
    },
    keep: () => undefined, // this storage can return to any length
    states: null,
    layers(length, positions) {
      move(length, rows >= positions ? rows : rowsFor(positions, shape.capacity));
      return layersOf(tensors);
    },
    release,
  };
}

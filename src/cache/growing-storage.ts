// The graph's own outputs, handed back at the next run, which must have exactly as many rows as count: what any graph can
// do, on either runtime. Shaders see them as they are; where rows were dropped or written, the next run gets copies.

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
  /** What the last run gave; null once shaders have asked for it. */
  let given: readonly Ort.Tensor[] | null = null;
  /** The same on the GPU; none while `given` stands for them. */
  let tensors: readonly Tensor[] = [];
  let rows = 0;

  const release = (): void => {
    for (const value of given ?? []) value.dispose();
    for (const tensor of tensors) tensor.destroy();
    given = null;
    tensors = [];
    rows = 0;
  };

  /** Takes over what the runtime gave: on WebGPU the buffers themselves, from the CPU a copy of them. */
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
    get rows() {
      return rows;
    },
    reserve: () => Promise.resolve(), // room would have to be given up again before the run
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
    mark: () => undefined, // any length is as good
    layers(length, positions) {
      move(length, rows >= positions ? rows : rowsFor(positions, shape.capacity));
      return layersOf(tensors);
    },
    release,
  };
}

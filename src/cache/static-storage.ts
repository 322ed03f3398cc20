// Tensors that the graph takes as past and also writes as present, so that a run that fits allocates and copies
// nothing. GroupQueryAttention on WebGPU allows this, because it learns from the mask how many rows count.

import type * as Ort from "onnxruntime-web";
import { must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import { allocate } from "../gpu/errors.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { rowsFor } from "../model/cache-steps.ts";
import type { Graph } from "../model/graph.ts";
import { layersOf, moveRows } from "./cache-rows.ts";
import { cacheNames, type CacheShape, type KvStorage } from "./kv-cache.ts";

/** Creates a storage that grows in steps (`rowsFor`) when more rows are needed, and keeps them until released. */
export function createStaticStorage(gpu: Gpu, decoder: Graph, shape: CacheShape): KvStorage {
  const names = cacheNames(shape.layers);
  let tensors: readonly Tensor[] = [];
  let rows = 0;
  /** The tensors as values of the runtime. */
  let past: Record<string, Ort.Tensor> = {};
  let present: Record<string, Ort.Tensor> = {};

  const grow = (length: number, positions: number): void => {
    const wanted = rowsFor(positions, shape.capacity);
    if (wanted <= rows) return;
    tensors = moveRows(gpu, shape.entry, tensors, { rows: wanted, count: length });
    rows = wanted;
    [past, present] = [{}, {}];
    for (const [i, name] of names.entries()) {
      const value = decoder.fromTensor(must(tensors[i], name.past));
      past[name.past] = value;
      present[name.present] = value;
    }
  };

  return {
    kind: "static",
    canCut: true,
    get rows() {
      return rows;
    },
    async reserve(length, positions) {
      if (positions <= rows) return;
      const what = `the keys and values of ${positions} positions`;
      await allocate(gpu, what, () => grow(length, positions));
    },
    feeds(length, added) {
      grow(length, length + added);
      return past;
    },
    fetches: () => present,
    accept: () => undefined, // the graph has written them in place
    keep: () => undefined, // this storage can return to any length
    states: null,
    layers(length, positions) {
      grow(length, positions);
      return layersOf(tensors);
    },
    release() {
      for (const tensor of tensors) tensor.destroy();
      tensors = [];
      rows = 0;
      [past, present] = [{}, {}];
    },
  };
}

// Where the keys and values of a cache lie on the GPU: one tensor a layer and kind, keys before values, each
// [1, kv_heads, rows, head_size]. There may be more rows than positions are held; the rest is room.

import { must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import type { EntryShape } from "./entry-shape.ts";
import type { LayerCache } from "./kv-cache.ts";

/**
 * Tensors of `rows` rows in place of `old`, the first `count` rows of every head copied over. The old ones are destroyed
 * one by one, so that at no time two whole caches are asked for; none means that there was nothing to copy.
 */
export function moveRows(
  gpu: Gpu,
  { layers, heads, size, dtype }: EntryShape,
  old: readonly Tensor[],
  { rows, count }: { readonly rows: number; readonly count: number },
): Tensor[] {
  return Array.from({ length: 2 * layers }, (_, i) => {
    const kind = i % 2 === 0 ? "keys" : "values";
    const label = `cache/${Math.floor(i / 2)}/${kind}`;
    const moved = createTensor(gpu, [1, heads, rows, size], dtype, label);
    const from = old[i];
    if (from === undefined) return moved;
    const oldRows = must(from.dims[2], "rows");
    if (count > 0) {
      const recorder = createRecorder(gpu, "language/move-rows");
      for (let head = 0; head < heads; head++) {
        recorder.copy(from, moved, {
          fromElement: head * oldRows * size,
          toElement: head * rows * size,
          count: count * size,
        });
      }
      recorder.submit();
    }
    from.destroy(); // after what was submitted
    return moved;
  });
}

/** The same tensors, layer by layer. */
export const layersOf = (tensors: readonly Tensor[]): LayerCache[] =>
  Array.from({ length: tensors.length / 2 }, (_, layer) => ({
    keys: must(tensors[2 * layer], "keys"),
    values: must(tensors[2 * layer + 1], "values"),
  }));

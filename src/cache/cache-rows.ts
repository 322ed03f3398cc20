// The tensors that hold a cache's keys and values on the GPU: one for each layer and kind, keys before values, each of
// shape [1, kv_heads, rows, head_size]. Rows beyond the positions held are spare room.

import { must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import type { EntryShape } from "./entry-shape.ts";
import type { LayerCache } from "./kv-cache.ts";

/**
 * Makes tensors of `rows` rows that replace `old`, and copies the first `count` rows of every head. The old ones are
 * destroyed one by one, so that two whole caches are never allocated at once. Returns an empty list when there was
 * nothing to copy.
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
    from.destroy(); // takes effect after what was submitted
    return moved;
  });
}

/** Groups the tensors by layer, without copying. */
export const layersOf = (tensors: readonly Tensor[]): LayerCache[] =>
  Array.from({ length: tensors.length / 2 }, (_, layer) => ({
    keys: must(tensors[2 * layer], "keys"),
    values: must(tensors[2 * layer + 1], "values"),
  }));

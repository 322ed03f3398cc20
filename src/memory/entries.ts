// Keys and values on their way between the decoder's cache, the store of a video's memory, and back. Stored keys stand
// at position 0, so that they can be put anywhere with one rotation.

import type { EntryShape } from "../cache/entry-shape.ts";
import type { LayerCache } from "../cache/kv-cache.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Recorder } from "../gpu/recorder.ts";
import { createTensor, tensorFrom, type Tensor } from "../gpu/tensor.ts";
import { recordGatherCache, GATHER_CACHE } from "../kernels/gather-cache.ts";
import { realOf } from "../kernels/real-of.ts";
import { recordRotateKeys, ROTATE_KEYS } from "../kernels/rotate-keys.ts";
import { rotaryPhases, type RotaryOptions } from "../kernels/rotary-phases.ts";

export const createEntries = (
  gpu: Gpu,
  { heads, size, dtype }: EntryShape,
  rows: number,
  label: string,
): LayerCache => ({
  keys: createTensor(gpu, [1, heads, rows, size], dtype, `${label}/keys`),
  values: createTensor(gpu, [1, heads, rows, size], dtype, `${label}/values`),
});

export const destroyEntries = ({ keys, values }: LayerCache): void => {
  keys.destroy();
  values.destroy();
};

/** Rows of keys or values; the same for all layers. */
export interface Rows {
  readonly count: number;
  readonly rows: Tensor;
  destroy(): void;
}

/** Rows, and by how much each moves. */
export interface Move extends Rows {
  readonly moves: Tensor;
}

export interface EntryMover {
  rows(list: ArrayLike<number>): Rows;
  /** How many numbers a position has. */
  readonly axes: number;
  /** `moves`: the new position of each row of the list, less the one it has, [rows, axes]. */
  plan(list: ArrayLike<number>, moves: Int32Array<ArrayBuffer>): Move;
  /** Copies rows of one layer to `to`, from `toRow` on, keys turned by the plan's moves. */
  move(recorder: Recorder, plan: Move, from: LayerCache, to: LayerCache, toRow: number): void;
  /** The same for keys alone. */
  moveKeys(recorder: Recorder, plan: Move, from: Tensor, to: Tensor, toRow: number): void;
  /** Copies rows of keys or values as they are. */
  copy(recorder: Recorder, rows: Rows, from: Tensor, to: Tensor, toRow: number): void;
  destroy(): void;
}

export async function createEntryMover(
  gpu: Gpu,
  dtype: EntryShape["dtype"],
  rotation: RotaryOptions,
): Promise<EntryMover> {
  const real = realOf({ dtype, label: "memory/entries" });
  const [rotate, gather] = await Promise.all([
    gpu.kernels.load(ROTATE_KEYS, {}, real),
    gpu.kernels.load(GATHER_CACHE, {}, real),
  ]);
  const { values, axes, pairs } = rotaryPhases(rotation);
  const { isInterleaved = false } = rotation;
  const phases = tensorFrom(gpu, values, [axes, pairs], "memory/phases");
  const rowsOf: EntryMover["rows"] = (list) => {
    const rows = tensorFrom(gpu, Uint32Array.from(list), [list.length], "memory/rows");
    return { count: list.length, rows, destroy: () => rows.destroy() };
  };
  const moveKeys: EntryMover["moveKeys"] = (recorder, plan, keys, rotated, toRow) =>
    recordRotateKeys(
      recorder,
      rotate,
      { count: plan.count, toRow, isInterleaved },
      { rows: plan.rows, moves: plan.moves, keys, phases, rotated },
    );
  const copy: EntryMover["copy"] = (recorder, { count, rows }, entries, gathered, toRow) =>
    recordGatherCache(recorder, gather, { count, toRow }, { rows, entries, gathered });
  return {
    rows: rowsOf,
    axes,
    plan(list, steps) {
      const chosen = rowsOf(list);
      const moves = tensorFrom(gpu, steps, [chosen.count, axes], "memory/moves");
      return {
        ...chosen,
        moves,
        destroy() {
          chosen.destroy();
          moves.destroy();
        },
      };
    },
    moveKeys,
    copy,
    move(recorder, plan, from, to, toRow) {
      moveKeys(recorder, plan, from.keys, to.keys, toRow);
      copy(recorder, plan, from.values, to.values, toRow);
    },
    destroy: () => phases.destroy(),
  };
}

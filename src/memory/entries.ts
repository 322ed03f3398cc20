// Keys and values on their way between the decoder's cache, the store of a video's memory, and back. Stored keys stand
// at position 0, so that they can be put anywhere with one rotation.

import type { Gpu } from "../gpu/device.ts";
import type { Recorder } from "../gpu/recorder.ts";
import { createTensor, tensorFrom, type Dtype, type Tensor } from "../gpu/tensor.ts";
import { encodeGatherCache, GATHER_CACHE } from "../kernels/gather-cache.ts";
import { realOf } from "../kernels/real-of.ts";
import { encodeRotateKeys, ROTATE_KEYS } from "../kernels/rotate-keys.ts";
import { rotaryPhases } from "../kernels/rotary-phases.ts";

/** One layer's keys and values, each [1, heads, rows, size]. */
export interface Entries {
  readonly keys: Tensor;
  readonly values: Tensor;
}

export interface EntryShape {
  readonly heads: number;
  readonly size: number;
  readonly dtype: Dtype;
}

export const createEntries = (
  gpu: Gpu,
  { heads, size, dtype }: EntryShape,
  rows: number,
  label: string,
): Entries => ({
  keys: createTensor(gpu, [1, heads, rows, size], dtype, `${label}/keys`),
  values: createTensor(gpu, [1, heads, rows, size], dtype, `${label}/values`),
});

export const destroyEntries = ({ keys, values }: Entries): void => {
  keys.destroy();
  values.destroy();
};

/** Which rows are copied, and by how much each moves; the same for all layers. */
export interface Move {
  readonly count: number;
  readonly rows: Tensor;
  readonly moves: Tensor;
  destroy(): void;
}

export interface EntryMover {
  /** `by(k)`: the new position of row rows[k], less the one it has. */
  plan(rows: ArrayLike<number>, by: (k: number) => number): Move;
  /** Copies rows of one layer to `to`, from `toRow` on, keys turned by the plan's moves. */
  move(recorder: Recorder, plan: Move, from: Entries, to: Entries, toRow: number): void;
  /** The same for keys alone. */
  moveKeys(recorder: Recorder, plan: Move, from: Tensor, to: Tensor, toRow: number): void;
  /** Copies rows of keys or values as they are. */
  copy(recorder: Recorder, plan: Move, from: Tensor, to: Tensor, toRow: number): void;
  destroy(): void;
}

export async function createEntryMover(
  gpu: Gpu,
  sample: Tensor,
  rope: { readonly theta: number; readonly size: number },
): Promise<EntryMover> {
  const real = realOf(sample);
  const [rotate, gather] = await Promise.all([
    gpu.kernels.load(ROTATE_KEYS, {}, real),
    gpu.kernels.load(GATHER_CACHE, {}, real),
  ]);
  const { values, axes, pairs } = rotaryPhases({ theta: rope.theta, rotarySize: rope.size });
  const phases = tensorFrom(gpu, values, [axes, pairs], "memory/phases");
  const moveKeys: EntryMover["moveKeys"] = (recorder, plan, keys, rotated, toRow) =>
    encodeRotateKeys(
      gpu,
      recorder,
      rotate,
      { count: plan.count, toRow },
      { ...plan, keys, phases, rotated },
    );
  const copy: EntryMover["copy"] = (recorder, plan, entries, gathered, toRow) =>
    encodeGatherCache(
      gpu,
      recorder,
      gather,
      { count: plan.count, toRow },
      { rows: plan.rows, entries, gathered },
    );
  return {
    plan(list, by) {
      const count = list.length;
      const rows = tensorFrom(gpu, Uint32Array.from(list), [count], "memory/rows");
      const steps = Int32Array.from({ length: count }, (_, k) => by(k));
      const moves = tensorFrom(gpu, steps, [count, axes], "memory/moves");
      return {
        count,
        rows,
        moves,
        destroy() {
          rows.destroy();
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

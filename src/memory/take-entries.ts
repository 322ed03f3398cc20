// Takes chosen entries of a chunk out of the decoder's cache to the host, with keys rotated back to position 0.

import { must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import { readBytes } from "../gpu/readback.ts";
import { createRecorder, type Recorder } from "../gpu/recorder.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import type { EntryShape } from "../cache/entry-shape.ts";
import type { KvCache } from "../cache/kv-cache.ts";
import { createEntries, destroyEntries, type EntryMover, type Move } from "./entries.ts";

/** The part of a decoder's cache that the memory uses. */
export type EntryCache = Pick<
  KvCache,
  | "length"
  | "capacity"
  | "ahead"
  | "layers"
  | "resize"
  | "reset"
  | "stateBytes"
  | "takeStates"
  | "putStates"
> & {
  readonly shape: Pick<KvCache["shape"], "entry">;
};

/** The decoder's cache, and what is needed to read and write it. */
export interface CacheView {
  readonly gpu: Gpu;
  readonly cache: EntryCache;
  readonly shape: EntryShape;
  readonly mover: EntryMover;
}

/** Where a chunk is in the cache. */
export interface ChunkRows {
  /** The cache's row of its first row. */
  readonly from: number;
  readonly frames: number;
  readonly perFrame: number;
  /** The row of each of its frames · perFrame tokens, counted from `from`. */
  readonly tokenRows: Uint32Array;
  /** Where its rows stand, [rows, axes]. */
  readonly positions: Int32Array;
}

/** Returns the entries of `rows` of the chunk, [layers, keys and values, heads, count, size]. */
export async function takeEntries(
  { gpu, cache, shape, mover }: CacheView,
  chunk: ChunkRows,
  rows: Uint32Array,
): Promise<ArrayBuffer> {
  const count = rows.length;
  const piece = shape.heads * count * shape.size;
  const chosen = toOrigin(mover, chunk, rows);
  const taken = createEntries(gpu, shape, count, "memory/taken");
  const host = createTensor(gpu, [shape.layers, 2, piece], shape.dtype, "memory/to-host");
  try {
    for (const [i, layer] of cache.layers().entries()) {
      const recorder = createRecorder(gpu, "memory/take");
      mover.move(recorder, chosen, layer, taken, 0);
      recorder.copy(taken.keys, host, { toElement: 2 * i * piece, count: piece });
      recorder.copy(taken.values, host, { toElement: (2 * i + 1) * piece, count: piece });
      recorder.submit();
    }
    return await readBytes(gpu, host);
  } finally {
    chosen.destroy();
    destroyEntries(taken);
    host.destroy();
  }
}

/** The way of rows of a chunk from where they are to position 0. */
function toOrigin(mover: EntryMover, { from, positions }: ChunkRows, rows: Uint32Array): Move {
  const { axes } = mover;
  const moves = Int32Array.from({ length: rows.length * axes }, (_, i) => {
    const row = must(rows[Math.floor(i / axes)], "row");
    return -must(positions[row * axes + (i % axes)], "position");
  });
  return mover.plan(
    Array.from(rows, (row) => from + row),
    moves,
  );
}

/**
 * Calls `see` for every layer with the keys of all the chunk's tokens at position 0, [1, heads, count, size]. The
 * tensor is the same for all layers: what is recorded for one runs before the next.
 */
export function eachLayerAtOrigin(
  { gpu, cache, shape, mover }: CacheView,
  chunk: ChunkRows,
  see: (recorder: Recorder, keys: Tensor, values: Tensor, layer: number) => void,
): void {
  const count = chunk.tokenRows.length;
  const all = toOrigin(mover, chunk, chunk.tokenRows);
  const dims = [1, shape.heads, count, shape.size];
  const straight = createTensor(gpu, dims, shape.dtype, "memory/straight");
  for (const [i, layer] of cache.layers().entries()) {
    const recorder = createRecorder(gpu, "memory/straighten");
    mover.moveKeys(recorder, all, layer.keys, straight, 0);
    see(recorder, straight, layer.values, i);
    recorder.submit();
  }
  all.destroy();
  straight.destroy();
}

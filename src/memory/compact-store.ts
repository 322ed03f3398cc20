// The compact memory on the GPU: the system prompt's entries, then those of the first chunks, as many as fit. They are
// in one tensor a layer, so that consecutive chunks are placed with one copy. Where chunks are forgotten, a later one has its entries
// in whatever rows are free, so that chunks of several sizes leave no holes behind.

import { must } from "../base/assert.ts";
import { createRecorder } from "../gpu/recorder.ts";
import type { ChunkRecord } from "./chunk-record.ts";
import { compactCount } from "./compact.ts";
import { bytesPerEntry } from "../cache/entry-shape.ts";
import { createEntries, destroyEntries } from "./entries.ts";
import { placeStored, storeUploaded } from "./place-entries.ts";
import { textPositions } from "./place-positions.ts";
import type { PlannedChunk } from "./plan-assembly.ts";
import type { CacheView } from "./take-entries.ts";

export interface CompactStore {
  /** Takes what the cache holds now, which is the system prompt. */
  takeSystem(): void;
  /** Takes a chunk's compact entries if they fit and those of all earlier chunks are here. */
  keep(record: ChunkRecord, entries: ArrayBuffer): void;
  /** Whether so many more entries fit. */
  hasRoomFor(entries: number): boolean;
  /** Gives the rows of forgotten chunks to those that come. */
  drop(chunks: readonly number[]): void;
  /** The number of chunks that are here, which are the first ones of the video. */
  readonly chunks: number;
  /**
   * Places chunks `from` … `to` − 1, all of which must be here, by the plan of all chunks; with `from` 0, the system prompt
   * comes before them.
   */
  place(from: number, to: number, chunks: readonly PlannedChunk[]): void;
  readonly gpuBytes: number;
  destroy(): void;
}

const NONE: readonly number[] = [];

export function createCompactStore(
  view: CacheView,
  room: { readonly system: number; readonly entries: number },
): CompactStore {
  const layers = Array.from({ length: view.shape.layers }, (_, i) =>
    createEntries(view.gpu, view.shape, room.system + room.entries, `memory/compact-${i}`),
  );
  /** The rows of each chunk, in the order of its entries. */
  const rows: (readonly number[])[] = [];
  /** Those that no chunk has, ascending. */
  let free = Array.from({ length: room.entries }, (_, i) => room.system + i);
  let isFull = false;
  return {
    takeSystem() {
      if (room.system === 0) return;
      const { gpu, mover } = view;
      const rows = Array.from({ length: room.system }, (_, k) => k);
      const taken = mover.plan(rows, textPositions(room.system, mover.axes, -1));
      for (const [i, layer] of view.cache.layers().entries()) {
        const recorder = createRecorder(gpu, "memory/take-system");
        mover.move(recorder, taken, layer, must(layers[i], "stored entries"), 0);
        recorder.submit();
      }
      taken.destroy();
    },
    keep(record, entries) {
      const count = compactCount(record, view.shape);
      isFull ||= count > free.length;
      if (isFull) return;
      const taken = free.splice(0, count);
      storeUploaded(view, layers, entries, taken);
      rows.push(taken);
    },
    hasRoomFor: (entries) => !isFull && entries <= free.length,
    drop(chunks) {
      const given = chunks.flatMap((chunk) => rows[chunk] ?? []);
      for (const chunk of chunks) if (chunk in rows) rows[chunk] = NONE;
      free = [...free, ...given].sort((a, b) => a - b);
    },
    get chunks() {
      return rows.length;
    },
    place(from, to, chunks) {
      if (from > 0 && to <= from) return;
      const planned = chunks.slice(from, Math.max(from, to));
      const system = from === 0 ? room.system : 0;
      const chosen = planned.flatMap(({ places }, i) =>
        places.map((place) => must(rows[from + i]?.[place], "row of an entry")),
      );
      const before = textPositions(system, view.mover.axes, 1);
      const positions = new Int32Array(before.length + chosen.length * view.mover.axes);
      positions.set(before);
      let at = before.length;
      for (const one of planned) {
        positions.set(one.positions, at);
        at += one.positions.length;
      }
      placeStored(view, layers, [...Array(system).keys(), ...chosen], positions);
    },
    gpuBytes: (room.system + room.entries) * bytesPerEntry(view.shape),
    destroy: () => layers.forEach(destroyEntries),
  };
}

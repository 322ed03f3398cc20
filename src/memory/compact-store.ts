// The compact memory on the GPU: the system prompt's entries, then those of the first chunks, as many as fit. They are
// side by side, so that consecutive chunks are placed with one copy a layer.

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

interface Stretch {
  row: number;
  count: number;
}

export function createCompactStore(
  view: CacheView,
  room: { readonly system: number; readonly entries: number },
): CompactStore {
  const layers = Array.from({ length: view.shape.layers }, (_, i) =>
    createEntries(view.gpu, view.shape, room.system + room.entries, `memory/compact-${i}`),
  );
  /** The row at which each chunk begins, and how many are its. */
  const rows: Stretch[] = [];
  /** The stretches that no chunk has: those that were given back, and the one behind all chunks. */
  let free: Stretch[] = [{ row: room.system, count: room.entries }];
  let isFull = false;
  const rowOf = (chunk: number): number => rows[chunk]?.row ?? 0;
  const freeFor = (entries: number) => free.find(({ count }) => count >= entries);
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
      const place = freeFor(count);
      isFull ||= place === undefined;
      if (isFull || place === undefined) return;
      if (count > 0) storeUploaded(view, layers, entries, place.row);
      rows.push({ row: place.row, count });
      place.row += count;
      place.count -= count;
    },
    hasRoomFor: (entries) => !isFull && freeFor(entries) !== undefined,
    drop(chunks) {
      for (const chunk of chunks) {
        const given = rows[chunk];
        if (given === undefined) continue;
        free.push(given);
        rows[chunk] = { row: 0, count: 0 };
      }
      free = joined(free);
    },
    get chunks() {
      return rows.length;
    },
    place(from, to, chunks) {
      if (from > 0 && to <= from) return;
      const planned = chunks.slice(from, Math.max(from, to));
      const system = from === 0 ? room.system : 0;
      const rows = planned.flatMap(({ places }, i) =>
        places.map((place) => rowOf(from + i) + place),
      );
      const before = textPositions(system, view.mover.axes, 1);
      const positions = new Int32Array(before.length + rows.length * view.mover.axes);
      positions.set(before);
      let at = before.length;
      for (const one of planned) {
        positions.set(one.positions, at);
        at += one.positions.length;
      }
      placeStored(view, layers, [...Array(system).keys(), ...rows], positions);
    },
    gpuBytes: (room.system + room.entries) * bytesPerEntry(view.shape),
    destroy: () => layers.forEach(destroyEntries),
  };
}

/** Makes one of neighbouring stretches. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  const all: Stretch[] = [];
  for (const one of stretches.toSorted((a, b) => a.row - b.row)) {
    const last = all.at(-1);
    if (last !== undefined && last.row + last.count === one.row) last.count += one.count;
    else all.push({ ...one });
  }
  return all;
}

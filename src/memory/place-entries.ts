// Places entries into the decoder's cache, after what it holds: from the GPU, or from the host.

import { invariant, must } from "../base/assert.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { BYTES_PER_ELEMENT } from "../gpu/tensor.ts";
import { bytesPerEntry } from "../cache/entry-shape.ts";
import type { LayerCache } from "../cache/kv-cache.ts";
import { createEntries, destroyEntries } from "./entries.ts";
import type { CacheView } from "./take-entries.ts";

/** Places `rows` of `stored`, whose keys are at position 0, at `positions` [rows, axes]. */
export function placeStored(
  { gpu, cache, mover }: CacheView,
  stored: readonly LayerCache[],
  rows: readonly number[],
  positions: Int32Array<ArrayBuffer>,
): void {
  if (rows.length === 0) return;
  const toRow = cache.length;
  const placed = mover.plan(rows, positions);
  const recorder = createRecorder(gpu, "memory/place-stored");
  for (const [i, layer] of cache.layers(toRow + rows.length).entries())
    mover.move(recorder, placed, must(stored[i], "stored entries"), layer, toRow);
  recorder.submit();
  placed.destroy();
  cache.resize(toRow + rows.length);
}

/** Places entries of the host, [layers, keys and values, heads, count, size], at `positions` [count, axes]. */
export function placeUploaded(
  { gpu, cache, shape, mover }: CacheView,
  bytes: ArrayBuffer,
  positions: Int32Array<ArrayBuffer>,
): void {
  const count = bytes.byteLength / bytesPerEntry(shape);
  invariant(Number.isInteger(count), `${bytes.byteLength} bytes are no whole entries`);
  if (count === 0) return;
  const toRow = cache.length;
  const placed = mover.plan(
    Array.from({ length: count }, (_, k) => k),
    positions,
  );
  // One pair serves all layers: the queue writes the next layer's after this one's are placed.
  const uploaded = createEntries(gpu, shape, count, "memory/uploaded");
  const piece = bytes.byteLength / shape.layers / 2;
  const { queue } = gpu.device;
  for (const [i, layer] of cache.layers(toRow + count).entries()) {
    queue.writeBuffer(uploaded.keys.buffer, 0, bytes, 2 * i * piece, piece);
    queue.writeBuffer(uploaded.values.buffer, 0, bytes, (2 * i + 1) * piece, piece);
    const recorder = createRecorder(gpu, "memory/place-uploaded");
    mover.move(recorder, placed, uploaded, layer, toRow);
    recorder.submit();
  }
  placed.destroy();
  destroyEntries(uploaded);
  cache.resize(toRow + count);
}

/** Copies entries of the host into these rows of `stored`, which ascend, unchanged. */
export function storeUploaded(
  { gpu, shape }: CacheView,
  stored: readonly LayerCache[],
  bytes: ArrayBuffer,
  toRows: readonly number[],
): void {
  const row = shape.size * BYTES_PER_ELEMENT[shape.dtype];
  const stretches = stretchesOf(toRows);
  let from = 0;
  for (const { keys, values } of stored) {
    for (const { buffer, dims } of [keys, values]) {
      const rows = must(dims[2], "rows");
      for (let head = 0; head < shape.heads; head++) {
        for (const { first, count } of stretches) {
          const to = (head * rows + first) * row;
          gpu.device.queue.writeBuffer(buffer, to, bytes, from, count * row);
          from += count * row;
        }
      }
    }
  }
}

/** The stretches of consecutive numbers. */
function stretchesOf(
  rows: readonly number[],
): { readonly first: number; readonly count: number }[] {
  const all: { first: number; count: number }[] = [];
  for (const row of rows) {
    const last = all.at(-1);
    if (last !== undefined && last.first + last.count === row) last.count++;
    else all.push({ first: row, count: 1 });
  }
  return all;
}

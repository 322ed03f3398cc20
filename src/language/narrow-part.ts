// Runs a part of the decoder for one row that sees only some of the rows before it. Fused attention has no mask of rows, so the
// rows that are seen are copied into a cache beside the part's own, and the new row is copied back.

import { must } from "../base/assert.ts";
import type { GraphCache } from "../cache/kv-cache.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { tensorFrom, type Tensor } from "../gpu/tensor.ts";
import { GATHER_CACHE, recordGatherCache } from "../kernels/gather-cache.ts";
import { realOf } from "../kernels/real-of.ts";
import type { RowPositions } from "./positions.ts";

/** The same graph with a cache of its own, whose content is overwritten. */
export interface NarrowPart<Result> {
  readonly cache: GraphCache;
  forward(row: readonly Tensor[], options: { readonly positions: RowPositions }): Promise<Result>;
}

/**
 * Appends a row to `cache`, seeing the rows at `places` (ascending) and itself. It has the same position, of `axes` numbers, as
 * if it saw all.
 */
export async function forwardSeeing<Result>(
  gpu: Gpu,
  {
    cache,
    axes,
    narrow,
  }: { readonly cache: GraphCache; readonly axes: number; readonly narrow: NarrowPart<Result> },
  row: readonly Tensor[],
  places: readonly number[],
): Promise<Result> {
  const [at, ahead, count] = [cache.length, cache.ahead, places.length];
  narrow.cache.reset();
  await narrow.cache.reserve(count + 1);
  await copyRows(gpu, { from: cache, to: narrow.cache, rows: places, toRow: 0 });
  narrow.cache.resize(count);
  const position = at + ahead;
  const ids = BigInt64Array.from({ length: axes }, () => BigInt(position));
  const result = await narrow.forward(row, { positions: { ids, next: position + 1 } });
  await cache.reserve(at + 1);
  await copyRows(gpu, { from: narrow.cache, to: cache, rows: [count], toRow: at });
  cache.resize(at + 1);
  cache.ahead = ahead;
  return result;
}

async function copyRows(
  gpu: Gpu,
  {
    from,
    to,
    rows,
    toRow,
  }: {
    readonly from: GraphCache;
    readonly to: GraphCache;
    readonly rows: readonly number[];
    readonly toRow: number;
  },
): Promise<void> {
  const [sources, targets] = [from.layers(), to.layers(toRow + rows.length)];
  if (sources.length === 0) return;
  const first = must(sources[0], "layer").keys;
  const kernel = await gpu.kernels.load(GATHER_CACHE, {}, realOf(first));
  const indices = tensorFrom(gpu, Uint32Array.from(rows), [rows.length], "language/seen");
  const recorder = createRecorder(gpu, "language/copy-rows");
  for (const [layer, source] of sources.entries()) {
    const target = must(targets[layer], "layer");
    for (const kind of ["keys", "values"] as const) {
      const tensors = { entries: source[kind], rows: indices, gathered: target[kind] };
      recordGatherCache(recorder, kernel, { count: rows.length, toRow }, tensors);
    }
  }
  recorder.submit();
  indices.destroy(); // takes effect after what was submitted
}

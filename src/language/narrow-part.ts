// Runs a part of the decoder for one row that sees only some of the rows before it. Fused attention has no mask of rows, so the
// rows that are seen are copied into a cache beside the part's own, and the new row is copied back.

import { must } from "../base/assert.ts";
import type { GraphCache } from "../cache/kv-cache.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { tensorFrom, type Tensor } from "../gpu/tensor.ts";
import { GATHER_CACHE, recordGatherCache } from "../kernels/gather-cache.ts";
import { realOf } from "../kernels/real-of.ts";
import type { DecoderPart, PartResult } from "./decoder-part.ts";
import type { RowPositions } from "./positions.ts";

/**
 * Appends a row to the cache of `part`, seeing the rows at `places` (ascending) and itself. `narrow` is the same graph with a
 * cache of its own, whose content is overwritten. A row has the same position as if it saw all.
 */
export async function forwardSeeing(
  gpu: Gpu,
  { part, narrow }: { readonly part: DecoderPart; readonly narrow: DecoderPart },
  row: readonly Tensor[],
  places: readonly number[],
): Promise<PartResult> {
  const { cache } = part;
  const [at, ahead, count] = [cache.length, cache.ahead, places.length];
  narrow.cache.reset();
  await narrow.cache.reserve(count + 1);
  await copyRows(gpu, { from: cache, to: narrow.cache, rows: places, toRow: 0 });
  narrow.cache.resize(count);
  const result = await narrow.forward(row, { positions: positionOf(part, at + ahead) });
  await cache.reserve(at + 1);
  await copyRows(gpu, { from: narrow.cache, to: cache, rows: [count], toRow: at });
  cache.resize(at + 1);
  cache.ahead = ahead;
  return result;
}

function positionOf({ positionAxes }: DecoderPart, position: number): RowPositions {
  const ids = BigInt64Array.from({ length: positionAxes }, () => BigInt(position));
  return { ids, next: position + 1 };
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

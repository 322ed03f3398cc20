import { invariant, must } from "../base/assert.ts";
import type { Tensor } from "../gpu/tensor.ts";

/** A layer's keys or values, [heads, rows, headSize], with or without the graph's leading axis of one. */
export interface CacheDims {
  readonly heads: number;
  readonly rows: number;
  readonly headSize: number;
}

export function cacheDims({ dims, label }: Tensor): CacheDims {
  const batch = dims.length === 4 ? dims[0] : 1;
  invariant(
    batch === 1 && dims.length >= 3,
    `${label} is [${dims.join(",")}], wanted [1, heads, rows, head_size]`,
  );
  const [heads, rows, headSize] = dims.slice(-3);
  return {
    heads: must(heads, "heads"),
    rows: must(rows, "rows"),
    headSize: must(headSize, "head size"),
  };
}

/** Returns the dims of two caches of one kind, after checking that `count` entries fit behind `toRow`. */
export function copyDims(
  from: Tensor,
  to: Tensor,
  { count, toRow }: { readonly count: number; readonly toRow: number },
): { readonly source: CacheDims; readonly target: CacheDims } {
  const [source, target] = [cacheDims(from), cacheDims(to)];
  invariant(
    source.heads === target.heads &&
      source.headSize === target.headSize &&
      from.dtype === to.dtype &&
      from.buffer !== to.buffer,
    `${from.label} [${from.dims.join(",")}] ${from.dtype} does not go into ${to.label} [${to.dims.join(",")}] ${to.dtype}`,
  );
  invariant(
    toRow >= 0 && toRow + count <= target.rows,
    `${to.label} holds ${target.rows} rows, ${count} from ${toRow} on do not fit`,
  );
  return { source, target };
}

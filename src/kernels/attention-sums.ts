// Queries of some rows and keys → what each row's attention is divided by, head by head.

import wgsl from "../../shaders/attention-sums.wgsl?raw";
import { invariant, must } from "../base/assert.ts";
import { elementCount } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { f32, packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const ATTENTION_SUMS = kernelSource("attention-sums", wgsl); // a power of two

/** The heads of an attention; `kvHeads` divides `heads`. */
export interface AttentionHeads {
  readonly heads: number;
  readonly kvHeads: number;
}

export interface AttentionRows {
  /** [1, S, ≥ heads · headSize], rotated; alone, or packed before keys and values. */
  readonly queries: Tensor;
  /** Rotated, of the same type: a cache's [1, kvHeads, any, headSize], or rows [1, any, kvHeads · headSize]. */
  readonly keys: Tensor;
  /** uint32 [R, 2]: each rater's row in `queries`, and the number of keys that it sees, at least one. */
  readonly raters: Tensor;
  /** float32 [R, heads, 2] */
  readonly sums: Tensor;
}

/** Records one dispatch. The products are divided by √headSize before the softmax. */
export function recordAttentionSums(
  recorder: Recorder,
  kernel: Kernel,
  of: AttentionHeads,
  tensors: AttentionRows,
): void {
  const { queries, keys, raters, sums } = tensors;
  const { params, scale, rows } = attentionParams(of, tensors);
  recorder.dispatch(kernel, {
    inputs: [queries, keys, raters],
    outputs: [sums],
    params: packParams(u32(...params), f32(scale)),
    groups: rows * of.heads,
  });
}

/** Returns rows, heads, kv_heads, head_size, row_width, key_head and key_row of `struct Params`, and the scale. */
export function attentionParams(
  { heads, kvHeads }: AttentionHeads,
  { queries, keys, raters, sums }: AttentionRows,
): { readonly params: readonly number[]; readonly scale: number; readonly rows: number } {
  const isCache = keys.dims.length === 4;
  const width = must(keys.dims.at(-1), "width of the keys");
  const size = isCache ? width : width / kvHeads;
  const rowWidth = must(queries.dims.at(-1), "width of the queries");
  const rows = must(raters.dims[0], "raters");
  invariant(
    Number.isInteger(heads / kvHeads) && Number.isInteger(size) && heads * size <= rowWidth,
    `${heads} heads over ${kvHeads} in ${queries.label} [${queries.dims.join(",")}] and ${keys.label} [${keys.dims.join(",")}]`,
  );
  invariant(
    !isCache || keys.dims[1] === kvHeads,
    `${keys.label} is [${keys.dims.join(",")}], wanted ${kvHeads} heads`,
  );
  invariant(
    queries.dtype === keys.dtype && rows > 0 && elementCount(sums.dims) === rows * heads * 2,
    `${rows} raters of ${heads} heads in ${sums.label} [${sums.dims.join(",")}], ${queries.dtype} and ${keys.dtype}`,
  );
  const keyHead = isCache ? must(keys.dims[2], "rows of the keys") * size : size;
  return {
    params: [rows, heads, kvHeads, size, rowWidth, keyHead, isCache ? size : width],
    scale: 1 / Math.sqrt(size),
    rows,
  };
}

// Measures how far a layer moves each row.

import wgsl from "../../shaders/row-changes.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const ROW_CHANGES = kernelSource("row-changes", wgsl); // a power of two

/** Rows between two layers: one tensor, or two whose sum they are, each [rows, width]. */
export type BorderRows = readonly Tensor[];

/** Returns the first tensor of a border, the second or the first again, and how many there are. */
export function borderParts(
  border: BorderRows,
): readonly [first: Tensor, more: Tensor, parts: number] {
  const [first, more = first] = border;
  invariant(
    first !== undefined && more !== undefined && border.length <= 2,
    `${border.length} tensors`,
  );
  return [first, more, border.length];
}

/** `changes` float32 [rows]: the lengths of `after` − `before`. */
export function recordRowChanges(
  recorder: Recorder,
  kernel: Kernel,
  { rows, width }: { readonly rows: number; readonly width: number },
  {
    before,
    after,
    changes,
  }: { readonly before: BorderRows; readonly after: BorderRows; readonly changes: Tensor },
): void {
  const [first, firstMore, beforeParts] = borderParts(before);
  const [last, lastMore, afterParts] = borderParts(after);
  recorder.dispatch(kernel, {
    inputs: [first, firstMore, last, lastMore],
    outputs: [changes],
    params: packParams(u32(rows, width, beforeParts, afterParts)),
    groups: rows,
  });
}

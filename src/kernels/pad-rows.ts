// Copies rows of any width with zeros added up to a multiple of four.

import wgsl from "../../shaders/pad-rows.wgsl?raw";
import { alignTo } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const PAD_ROWS = kernelSource("pad-rows", wgsl);

/** Returns the next multiple of four, because kernels that read features read four channels at once. */
export const paddedWidth = (width: number): number => alignTo(width, 4);

/** `rows` [count, width] → `padded` [count, paddedWidth(width)], the same dtype. */
export function recordPadRows(
  recorder: Recorder,
  kernel: Kernel,
  { count, width }: { readonly count: number; readonly width: number },
  { rows, padded }: { readonly rows: Tensor; readonly padded: Tensor },
): void {
  const wide = paddedWidth(width);
  recorder.dispatch(kernel, {
    inputs: [rows],
    outputs: [padded],
    params: packParams(u32(count, width, wide)),
    items: count * wide,
  });
}

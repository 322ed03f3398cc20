// Measures how far apart some rows are, each from each, divided by the root of their width.

import wgsl from "../../shaders/row-distances.wgsl?raw";
import { ceilDiv } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { borderParts, type BorderRows } from "./row-changes.ts";

export const ROW_DISTANCES = kernelSource("row-distances", wgsl);

/** `rows`: one tensor or two whose sum they are, each [count, width]; `distances` float32 [count, count]. */
export function recordRowDistances(
  recorder: Recorder,
  kernel: Kernel,
  { count, width }: { readonly count: number; readonly width: number },
  { rows, distances }: { readonly rows: BorderRows; readonly distances: Tensor },
): void {
  const [first, more, parts] = borderParts(rows);
  recorder.dispatch(kernel, {
    inputs: [first, more],
    outputs: [distances],
    params: packParams(u32(count, width, parts)),
    items: count * ceilDiv(count, 4),
  });
}

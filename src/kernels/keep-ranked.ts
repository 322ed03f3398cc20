// Lists, from ranks and a count for each row, the flat indices of the kept values, ascending and without gaps.

import wgsl from "../../shaders/keep-ranked.wgsl?raw";
import { ceilDiv } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const KEEP_RANKED = kernelSource("keep-ranked", wgsl);

export interface KeepRankedTensors {
  /** uint32 [rows, columns] */
  readonly ranks: Tensor;
  /** uint32 [rows]: how many values of each row are kept, at most `columns`. */
  readonly counts: Tensor;
  /** uint32, at least as long as the sum of `counts`. */
  readonly kept: Tensor;
}

export function recordKeepRanked(
  recorder: Recorder,
  kernel: Kernel,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  { ranks, counts, kept }: KeepRankedTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [ranks, counts],
    outputs: [kept],
    params: packParams(u32(rows, columns)),
    items: rows * ceilDiv(columns, 4),
  });
}

// Ranks and a count for each row → flat indices of the kept values, ascending and without gaps.

import wgsl from "../../shaders/keep-ranked.wgsl?raw";
import type { Gpu } from "../gpu/device.ts";
import type { Kernel, KernelSource } from "../gpu/kernel.ts";
import { packParams } from "../gpu/params-ring.ts";
import { foldGrid, type Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const KEEP_RANKED: KernelSource = {
  label: "kernel/keep-ranked",
  wgsl,
  inputs: 3,
  outputs: 1,
  hasParams: true,
};

export const KEEP_RANKED_CONSTANTS = { LANES: 64 };

export interface KeepRankedTensors {
  /** uint32 [rows, columns] */
  readonly ranks: Tensor;
  /** uint32 [rows]: values kept of each row. */
  readonly counts: Tensor;
  /** uint32 [rows + 1]: running sum of `counts`. */
  readonly offsets: Tensor;
  /** uint32, at least as long as the sum of `counts`. */
  readonly kept: Tensor;
}

export function encodeKeepRanked(
  gpu: Gpu,
  recorder: Recorder,
  kernel: Kernel,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  { ranks, counts, offsets, kept }: KeepRankedTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [ranks, counts, offsets],
    outputs: [kept],
    params: packParams(["u32", rows], ["u32", columns]),
    grid: foldGrid(gpu, rows),
  });
}

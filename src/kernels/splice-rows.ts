// Rows of one tensor put between the rows of another; the shader says which, this file says the launch.

import wgsl from "../../shaders/splice-rows.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { elementCount } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Kernel, KernelSource, Real } from "../gpu/kernel.ts";
import { packParams } from "../gpu/params-ring.ts";
import { foldGrid, type Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const SPLICE_ROWS: KernelSource = {
  label: "kernel/splice-rows",
  wgsl,
  inputs: 2,
  outputs: 1,
  hasParams: true,
};

/** Both forms of the kernel: rows in a run, and rows chosen by an index tensor. */
export interface SpliceRows {
  readonly run: Kernel;
  readonly indexed: Kernel;
}

export interface RowSplice {
  /** [≥ rows, width], the dtype that the kernels were loaded for. */
  readonly source: Tensor;
  /** inputs_embeds, [1, S, width]. */
  readonly target: Tensor;
  readonly rows: number;
  readonly width: number;
  /** First row read; with `picks`, added to each of them. Default 0. */
  readonly fromRow?: number;
  /** First row written. */
  readonly toRow: number;
  /** uint32 [≥ rows]: which rows, each below the source's count. Without it a run of neighbours is copied. */
  readonly picks?: Tensor;
}

export async function loadSpliceRows(gpu: Pick<Gpu, "kernels">, real: Real): Promise<SpliceRows> {
  const [run, indexed] = await Promise.all([
    gpu.kernels.load(SPLICE_ROWS, { INDEXED: 0 }, real),
    gpu.kernels.load(SPLICE_ROWS, { INDEXED: 1 }, real),
  ]);
  return { run, indexed };
}

/** Records one dispatch; none for no rows. */
export function encodeSpliceRows(
  gpu: Gpu,
  recorder: Recorder,
  kernels: SpliceRows,
  { source, target, rows, width, fromRow = 0, toRow, picks }: RowSplice,
): void {
  if (rows === 0 || width === 0) return;
  const sourceRows = elementCount(source.dims) / width;
  const targetRows = elementCount(target.dims) / width;
  const lastRead = picks === undefined ? fromRow + rows : fromRow + 1;
  invariant(
    lastRead <= sourceRows && toRow + rows <= targetRows,
    `splice of ${rows} rows from ${fromRow} of ${source.label} (${sourceRows}) to ${toRow} of ${target.label} (${targetRows})`,
  );
  invariant(
    picks === undefined || elementCount(picks.dims) >= rows,
    `${picks?.label} has fewer than ${rows} picks`,
  );
  recorder.dispatch(picks === undefined ? kernels.run : kernels.indexed, {
    inputs: [source, picks ?? source], // a binding cannot be left empty; the run form never reads it
    outputs: [target],
    params: packParams(["u32", rows], ["u32", width], ["u32", fromRow], ["u32", toRow]),
    grid: foldGrid(gpu, rows),
  });
}

// Copies rows of patches that a table names.

import { elementCount } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, reshape, type Tensor } from "../gpu/tensor.ts";
import { loadGatherRows, recordGatherRows } from "../kernels/gather-rows.ts";

/** Returns [rows, D] of a tensor whose last axis is D; the caller destroys them. */
export async function pickRows(
  gpu: Gpu,
  from: Tensor,
  indices: Tensor,
  rows: number,
  label: string,
): Promise<Tensor> {
  const width = from.dims.at(-1) ?? 0;
  const kernel = await loadGatherRows(gpu, width, "f32");
  const picked = createTensor(gpu, [rows, width], "float32", `vision/${label}`);
  const recorder = createRecorder(gpu, `vision/${label}`);
  recordGatherRows(recorder, kernel, { count: rows, width }, { rows: from, indices, picked });
  recorder.submit();
  return picked;
}

/** Returns the angles of some patches, whatever their shape is behind the first axis. */
export async function pickTurns(
  gpu: Gpu,
  turns: Tensor,
  picks: Tensor,
  rows: number,
): Promise<Tensor> {
  const [patches = 0, ...angles] = turns.dims;
  const flat = reshape(turns, [patches, elementCount(angles)]);
  return reshape(await pickRows(gpu, flat, picks, rows, "picked-turns"), [rows, ...angles]);
}

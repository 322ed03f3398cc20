// Which rows of a prompt go on from one part of a decoder to the next.

import { must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, tensorFrom, type Tensor } from "../gpu/tensor.ts";
import { loadGatherRows, recordGatherRows } from "../kernels/gather-rows.ts";
import { realOf } from "../kernels/real-of.ts";

/** Returns rows [1, K, D] of each of `tensors` [1, S, D], in the order given. The caller destroys them. */
export async function pickRows(
  gpu: Gpu,
  tensors: readonly Tensor[],
  rows: readonly number[],
): Promise<Tensor[]> {
  const indices = tensorFrom(gpu, Uint32Array.from(rows), [rows.length], "language/kept");
  const picked: Tensor[] = [];
  for (const tensor of tensors) {
    const width = must(tensor.dims.at(-1), "width");
    const kernel = await loadGatherRows(gpu, width, realOf(tensor));
    const into = createTensor(gpu, [1, rows.length, width], tensor.dtype, "language/picked-rows");
    const recorder = createRecorder(gpu, "language/pick-rows");
    const size = { count: rows.length, width };
    recordGatherRows(recorder, kernel, size, { rows: tensor, indices, picked: into });
    recorder.submit();
    picked.push(into);
  }
  indices.destroy(); // takes effect after what was submitted
  return picked;
}

/** Returns columns of positions [axes, S], in the order of `rows`. */
export function pickPositions(
  ids: BigInt64Array,
  axes: number,
  rows: readonly number[],
): BigInt64Array<ArrayBuffer> {
  const length = axes === 0 ? 0 : ids.length / axes;
  const picked = Array.from({ length: axes }, (_, axis) =>
    rows.map((row) => must(ids[axis * length + row], `the position of row ${row}`)),
  );
  return BigInt64Array.from(picked.flat());
}

/** Returns the rows of both [1, a, D] and [1, b, D] in one tensor; the caller destroys it. */
export function joinRows(gpu: Gpu, first: Tensor, second: Tensor): Tensor {
  const [, a = 0, width = 0] = first.dims;
  const [, b = 0] = second.dims;
  const joined = createTensor(gpu, [1, a + b, width], first.dtype, "language/joined-rows");
  const recorder = createRecorder(gpu, "language/join-rows");
  recorder.copy(first, joined, { count: a * width });
  recorder.copy(second, joined, { toElement: a * width, count: b * width });
  recorder.submit();
  return joined;
}

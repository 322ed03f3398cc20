import { must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import { realOf } from "../kernels/real-of.ts";
import { recordRowChanges, ROW_CHANGES } from "../kernels/row-changes.ts";

/**
 * Returns how far each of S rows has moved between two borders of a decoder, float32 [S]; the caller destroys the tensor. A
 * border is one tensor [1, S, D], or two whose sum the rows are.
 */
export async function rowChanges(
  gpu: Gpu,
  before: readonly Tensor[],
  after: readonly Tensor[],
): Promise<Tensor> {
  const [, rows = 0, width = 0] = must(after[0], "border").dims;
  const kernel = await gpu.kernels.load(ROW_CHANGES, {}, realOf(must(after[0], "border")));
  const changes = createTensor(gpu, [rows], "float32", "language/row-changes");
  const recorder = createRecorder(gpu, "language/row-changes");
  recordRowChanges(recorder, kernel, { rows, width }, { before, after, changes });
  recorder.submit();
  return changes;
}

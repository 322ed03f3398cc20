// What the kernels over the rows of a question share: checking their tensors and recording one dispatch.

import { invariant } from "../base/assert.ts";
import { elementCount } from "../base/shape.ts";
import type { Kernel } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

/** The rows whose queries are taken: `count` of them, at least one, from `fromRow` on. */
export interface QueryRows {
  readonly fromRow: number;
  readonly count: number;
}

/** Records one dispatch with a lane for each of the first `width` channels of `queries`. */
export function recordQueryRows(
  recorder: Recorder,
  kernel: Kernel,
  { fromRow, count }: QueryRows,
  {
    queries,
    made,
    width,
  }: { readonly queries: Tensor; readonly made: Tensor; readonly width: number },
): void {
  const rowWidth = queries.dims.at(-1) ?? 0;
  const rows = elementCount(queries.dims) / rowWidth;
  invariant(
    width <= rowWidth,
    `${queries.label} has rows of ${rowWidth}, wanted at least ${width}`,
  );
  invariant(
    count > 0 && fromRow >= 0 && fromRow + count <= rows,
    `${queries.label} has ${rows} rows, wanted ${count} from ${fromRow} on`,
  );
  recorder.dispatch(kernel, {
    inputs: [queries],
    outputs: [made],
    params: packParams(u32(fromRow, count, rowWidth, width)),
    items: width,
  });
}

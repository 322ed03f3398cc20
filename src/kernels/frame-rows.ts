// What the kernels over the rows of each frame share: checking their tensors and recording one dispatch.

import { invariant } from "../base/assert.ts";
import type { Kernel } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { cacheDims } from "./cache-dims.ts";

/** `frames` frames, the first of which is written to `toFrame`. */
export interface FrameRange {
  readonly frames: number;
  readonly toFrame: number;
}

/** Records one dispatch, a lane for each channel of `keys`; none without frames. `perHead`: rows written a head. */
export function recordFrameRows(
  recorder: Recorder,
  kernel: Kernel,
  { frames, toFrame }: FrameRange,
  tensors: { readonly keys: Tensor; readonly starts: Tensor; readonly made: Tensor },
  perHead: number,
): void {
  const { keys, starts, made } = tensors;
  const { heads, rows, headSize } = cacheDims(keys);
  const [held = 0] = made.dims;
  const wanted = perHead * heads;
  invariant(
    made.dtype === "float32" && made.dims[1] === wanted && made.dims[2] === headSize,
    `${made.label} is [${made.dims.join(",")}] ${made.dtype}, wanted [frames, ${wanted}, ${headSize}] float32`,
  );
  invariant(
    toFrame >= 0 && toFrame + frames <= held,
    `${made.label} holds ${held} frames, ${frames} from ${toFrame} on do not fit`,
  );
  if (frames === 0) return;
  recorder.dispatch(kernel, {
    inputs: [keys, starts],
    outputs: [made],
    params: packParams(u32(frames, heads, headSize, rows, toFrame)),
    items: frames * heads * headSize,
  });
}

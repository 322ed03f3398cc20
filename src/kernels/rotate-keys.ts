// Copies keys to other rotary positions: R(new − old) · key, in either pairing that GroupQueryAttention has
// (`rotary_interleaved`). Moving to position 0 gives the keys before rotation. The angle is off by at most |new − old|
// · 1.5e-9 radians (`rotary-phases`), its cosine and sine by rounding; consecutive moves add up exactly.

import wgsl from "../../shaders/rotate-keys.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { elementCount } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { copyDims } from "./cache-dims.ts";

export const ROTATE_KEYS = kernelSource("rotate-keys", wgsl);

export interface RotateKeysTensors {
  /** [1, heads, any, headSize] */
  readonly keys: Tensor;
  /** uint32 [≥ count], each a row of `keys`. */
  readonly rows: Tensor;
  /** int32 [≥ count, axes]: new position − old. */
  readonly moves: Tensor;
  /** uint32 [axes, pairs], of `rotaryPhases`. */
  readonly phases: Tensor;
  /** [1, heads, ≥ toRow + count, headSize], another buffer of the same dtype as `keys`. */
  readonly rotated: Tensor;
}

/**
 * Records one dispatch, or none without rows. Rows of `rotated` before `toRow` and after the copied ones are unchanged.
 * Interleaved (default: not), pair i of the phases is channels 2i and 2i + 1 instead of i and i + pairs.
 */
export function recordRotateKeys(
  recorder: Recorder,
  kernel: Kernel,
  to: { readonly count: number; readonly toRow: number; readonly isInterleaved?: boolean },
  { keys, rows, moves, phases, rotated }: RotateKeysTensors,
): void {
  const { source, target } = copyDims(keys, rotated, to);
  const { heads, headSize } = source;
  const [axes = 0, pairs = 0] = phases.dims;
  invariant(
    phases.dims.length === 2 && 2 * pairs <= headSize,
    `${phases.label} is [${phases.dims.join(",")}] for heads of ${headSize}`,
  );
  invariant(
    elementCount(moves.dims) >= to.count * axes,
    `${moves.label} is [${moves.dims.join(",")}], wanted [${to.count}, ${axes}]`,
  );
  if (to.count === 0) return;
  recorder.dispatch(kernel, {
    inputs: [keys, rows, moves, phases],
    outputs: [rotated],
    params: packParams(
      u32(
        to.count,
        heads,
        headSize,
        pairs,
        axes,
        source.rows,
        target.rows,
        to.toRow,
        to.isInterleaved === true ? 1 : 0,
      ),
    ),
    items: to.count * (headSize - pairs),
  });
}

// Finds the likeliest token of a row of logits, and the runner-up. The shader states the rule, this file the launch.

import wgsl from "../../shaders/argmax.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { elementCount } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const ARGMAX = kernelSource("argmax", wgsl, 256); // must be a power of two

/** One row of logits inside a tensor; offset and vocabulary count elements. */
export interface LogitsRow {
  readonly logits: Tensor;
  readonly offset: number;
  readonly vocab: number;
}

/** Checks a row. @throws when it does not lie inside its tensor. */
export function checkRow({ logits, offset, vocab }: LogitsRow): void {
  invariant(
    vocab > 0 && offset >= 0 && offset + vocab <= elementCount(logits.dims),
    `row of ${vocab} logits at ${offset} in ${logits.label} [${logits.dims.join(",")}]`,
  );
}

/**
 * `found`: uint32 [5] = token, bits of its logit, count of non-finite logits, the runner-up and bits of its logit. Where there is
 * one finite logit, its token is its own runner-up.
 */
export function recordArgmax(
  recorder: Recorder,
  kernel: Kernel,
  row: LogitsRow,
  found: Tensor,
): void {
  checkRow(row);
  recorder.dispatch(kernel, {
    inputs: [row.logits],
    outputs: [found],
    params: packParams(u32(row.offset, row.vocab)),
    groups: 1,
  });
}

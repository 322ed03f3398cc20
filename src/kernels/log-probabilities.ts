// A row of logits and some token ids → the logarithms of their probabilities; the shader says the formula.

import wgsl from "../../shaders/log-probabilities.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { elementCount } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { checkRow, type LogitsRow } from "./argmax.ts";

export const LOG_PROBABILITIES = kernelSource("log-probabilities", wgsl, 256); // a power of two

/** `tokens`: uint32 [n], each below the vocabulary. `found`: float32 [n], in nats; all NaN when a logit is not finite. */
export function recordLogProbabilities(
  recorder: Recorder,
  kernel: Kernel,
  row: LogitsRow,
  tokens: Tensor,
  found: Tensor,
): void {
  checkRow(row);
  const count = elementCount(tokens.dims);
  invariant(count === elementCount(found.dims), `${count} tokens and ${found.dims.join(",")}`);
  recorder.dispatch(kernel, {
    inputs: [row.logits, tokens],
    outputs: [found],
    params: packParams(u32(row.offset, row.vocab, count)),
    groups: 1,
  });
}

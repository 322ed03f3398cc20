// Logits → the same with the tokens that were seen made less likely, in place; the shader says the rule.

import wgsl from "../../shaders/repetition-penalty.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { elementCount } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, f32, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { checkRow, type LogitsRow } from "./argmax.ts";

export const REPETITION_PENALTY = kernelSource("repetition-penalty", wgsl);

/** `seen`: uint32 [n], each token id once; ids beyond the vocabulary are passed over. The row is changed in place. */
export function recordRepetitionPenalty(
  recorder: Recorder,
  kernel: Kernel,
  row: LogitsRow,
  seen: Tensor,
  penalty: number,
): void {
  checkRow(row);
  invariant(penalty > 0, `repetition penalty ${penalty} is not above 0`);
  const count = elementCount(seen.dims);
  recorder.dispatch(kernel, {
    inputs: [seen],
    outputs: [row.logits],
    params: packParams(u32(row.offset, row.vocab, count), f32(penalty)),
    items: count,
  });
}

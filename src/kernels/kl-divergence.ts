// Computes the KL divergence of two rows of logits. The shader states the formula, this file the launch.

import wgsl from "../../shaders/kl-divergence.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { checkRow, type LogitsRow } from "./argmax.ts";

export const KL_DIVERGENCE = kernelSource("kl-divergence", wgsl, 256); // must be a power of two

/** `divergence`: 4 bytes, an f32 in nats; NaN when a logit of either row is not finite. */
export function recordKlDivergence(
  recorder: Recorder,
  kernel: Kernel,
  p: LogitsRow,
  q: LogitsRow,
  divergence: Tensor,
): void {
  checkRow(p);
  checkRow(q);
  invariant(p.vocab === q.vocab, `rows of ${p.vocab} and ${q.vocab} logits cannot be compared`);
  recorder.dispatch(kernel, {
    inputs: [p.logits, q.logits],
    outputs: [divergence],
    params: packParams(u32(p.offset, q.offset, p.vocab)),
    groups: 1,
  });
}

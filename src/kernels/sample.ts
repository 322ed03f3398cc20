// Draws a token from the nucleus with a uniform number. The shader states how, this file the launch.

import wgsl from "../../shaders/sample.wgsl?raw";
import { invariant } from "../base/assert.ts";
import type { Kernel, KernelSource } from "../gpu/kernel.ts";
import { packParams, f32, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { checkRow, type LogitsRow } from "./argmax.ts";

export const SAMPLE: KernelSource = {
  label: "kernel/sample",
  wgsl,
  lanes: 256, // must be a power of two
};

export interface Draw {
  /** Above 0; use argmax for 0. */
  readonly temperature: number;
  /** Number of the likeliest tokens that can be drawn, those that tie with the last included. Default 0, which is all. */
  readonly topK?: number;
  /** Mass of the nucleus among them, (0, 1]; 1 keeps every token. */
  readonly topP: number;
  /** Least probability of a token, as a share of the likeliest's, [0, 1]. Default 0. */
  readonly minP?: number;
  /** A uniform number in [0, 1): the same number gives the same token. */
  readonly uniform: number;
}

/** Keeps `(logit - highest) / temperature` finite in f32 for logits within ±10⁷. */
const HIGHEST_INVERSE = 1e30;

/** `found`: uint32 [4] = token, bits of its probability in the nucleus, non-finite logits, nucleus size. */
export function recordSample(
  recorder: Recorder,
  kernel: Kernel,
  row: LogitsRow,
  { temperature, topK = 0, topP, minP = 0, uniform }: Draw,
  found: Tensor,
): void {
  checkRow(row);
  invariant(temperature > 0, `temperature ${temperature} is not above 0`);
  invariant(Number.isInteger(topK) && topK >= 0, `top-k ${topK} is not a count`);
  invariant(minP >= 0 && minP <= 1, `min-p ${minP} is outside [0, 1]`);
  invariant(topP > 0 && topP <= 1, `top-p ${topP} is outside (0, 1]`);
  invariant(uniform >= 0 && uniform < 1, `draw ${uniform} is outside [0, 1)`);
  recorder.dispatch(kernel, {
    inputs: [row.logits],
    outputs: [found],
    params: packParams(
      u32(row.offset, row.vocab),
      f32(Math.min(1 / temperature, HIGHEST_INVERSE), topP, uniform),
      u32(Math.min(topK, row.vocab)),
      f32(minP),
    ),
    groups: 1,
  });
}

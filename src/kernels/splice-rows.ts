// Puts together the rows that the language model reads, from text embeddings, visual tokens and the newline, in any
// order.

import wgsl from "../../shaders/splice-rows.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { elementCount } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const SPLICE_ROWS = kernelSource("splice-rows", wgsl, 128);

export interface SpliceTensors {
  /** [B, width]; null when there is no text. */
  readonly text: Tensor | null;
  /** [M, width] */
  readonly tokens: Tensor;
  /** [width]; null when no place names it. */
  readonly newline: Tensor | null;
  /** uint32 [rows]: i < B is row i of the text, B + m is row m of the tokens, B + M is the newline. */
  readonly places: Tensor;
  /** [1, rows, width] */
  readonly embeds: Tensor;
}

/** Records one dispatch, or none without rows. All float tensors have the dtype that the kernel was loaded for. */
export function recordSpliceRows(
  recorder: Recorder,
  kernel: Kernel,
  { text, tokens, newline, places, embeds }: SpliceTensors,
): void {
  const [, rows = 0, width = 0] = embeds.dims;
  if (rows === 0 || width === 0) return;
  invariant(
    elementCount(places.dims) >= rows,
    `${places.label} has ${elementCount(places.dims)} places for ${rows} rows`,
  );
  invariant(
    newline === null || elementCount(newline.dims) === width,
    `${newline?.label} is not of width ${width}`,
  );
  const rowsOf = (tensor: Tensor | null): number =>
    tensor === null ? 0 : elementCount(tensor.dims) / width;
  recorder.dispatch(kernel, {
    inputs: [text ?? tokens, tokens, newline ?? tokens, places], // a binding may not be empty
    outputs: [embeds],
    params: packParams(u32(rows, width, rowsOf(text), rowsOf(tokens))),
    groups: rows,
  });
}

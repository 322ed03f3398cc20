// Scores the relevance of frames to a question in one layer: products of its query with one key for each frame.

import wgsl from "../../shaders/query-scores.wgsl?raw";
import { invariant, must } from "../base/assert.ts";
import { elementCount } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const QUERY_SCORES = kernelSource("query-scores", wgsl);

export interface QueryScoresTensors {
  /** float32 [heads, headSize], of `mean-query`. */
  readonly query: Tensor;
  /** float32 [≥ frames, kvHeads, headSize], of `frame-keys`. */
  readonly keys: Tensor;
  /** float32 [≥ to + frames] */
  readonly scores: Tensor;
}

/** Records one dispatch, or none without frames. `to` is the first frame's place in `scores`: layers lie in rows. */
export function recordQueryScores(
  recorder: Recorder,
  kernel: Kernel,
  { frames, to }: { readonly frames: number; readonly to: number },
  { query, keys, scores }: QueryScoresTensors,
): void {
  const [heads, headSize] = [must(query.dims[0], "heads"), must(query.dims[1], "head size")];
  const [held = 0, kvHeads = 0] = keys.dims;
  invariant(
    heads % kvHeads === 0 && keys.dims[2] === headSize,
    `${keys.label} is [${keys.dims.join(",")}] for queries of [${heads}, ${headSize}]`,
  );
  invariant(
    frames <= held && to >= 0 && to + frames <= elementCount(scores.dims),
    `${frames} frames from ${to} on do not fit ${keys.label} or ${scores.label}`,
  );
  if (frames === 0) return;
  recorder.dispatch(kernel, {
    inputs: [query, keys],
    outputs: [scores],
    params: packParams(u32(frames, heads, kvHeads, headSize, to)),
    items: frames,
  });
}

// V-CAST: frames where the video turns get more tokens, and in a frame those that are unlike its mean, or long, come first.

import budgetWgsl from "../../shaders/vcast-budget.wgsl?raw";
import curvatureWgsl from "../../shaders/vcast-curvature.wgsl?raw";
import keysWgsl from "../../shaders/vcast-keys.wgsl?raw";
import scoresWgsl from "../../shaders/vcast-scores.wgsl?raw";
import unlikeWgsl from "../../shaders/vcast-unlike.wgsl?raw";
import type { Gpu } from "../gpu/device.ts";
import { kernelSource, type Real } from "../gpu/kernel.ts";
import { f32, packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { MakeTensor, Tensor } from "../gpu/tensor.ts";
import { RANK_ROWS, rankRowsConstants, recordRankRows } from "./rank-rows.ts";

const VCAST_CURVATURE = kernelSource("vcast-curvature", curvatureWgsl);
const VCAST_UNLIKE = kernelSource("vcast-unlike", unlikeWgsl);
const VCAST_SCORES = kernelSource("vcast-scores", scoresWgsl);
export const VCAST_BUDGET = kernelSource("vcast-budget", budgetWgsl);
const VCAST_KEYS = kernelSource("vcast-keys", keysWgsl);

export interface VcastShape {
  readonly frames: number;
  readonly tokens: number;
  readonly quads: number;
  /** How many tokens are kept in all, at least one a frame. */
  readonly kept: number;
  /** The temperature of the softmax over curvatures. */
  readonly temperature: number;
}

export interface VcastTensors {
  /** [T, N, 4 · quads] */
  readonly features: Tensor;
  /** float32 [T + 1, 4 · quads]: means of frames. */
  readonly centres: Tensor;
  /** float32 [T, N]: scores, and numbers by which all tokens can be put in order. */
  readonly scores: Tensor;
  readonly keys: Tensor;
  readonly scratch: MakeTensor;
}

export type EncodeVcast = (recorder: Recorder, shape: VcastShape, tensors: VcastTensors) => void;

export async function loadVcast(gpu: Gpu, real: Real): Promise<EncodeVcast> {
  const [bend, compare, score, rank, share, key] = await Promise.all([
    gpu.kernels.load(VCAST_CURVATURE),
    gpu.kernels.load(VCAST_UNLIKE, {}, real),
    gpu.kernels.load(VCAST_SCORES),
    gpu.kernels.load(RANK_ROWS, rankRowsConstants("largest")),
    gpu.kernels.load(VCAST_BUDGET),
    gpu.kernels.load(VCAST_KEYS),
  ]);
  return (recorder, { frames, tokens, quads, kept, temperature }, tensors) => {
    const { features, centres, scores, keys, scratch } = tensors;
    const count = frames * tokens;
    const curvatures = scratch([frames], "float32", "curvatures");
    const unlike = scratch([count], "float32", "unlike");
    const norms = scratch([count], "float32", "norms");
    const ranks = scratch([count], "uint32", "score-ranks");
    const fractions = scratch([frames], "float32", "fractions");
    const budgets = scratch([frames], "uint32", "curve-budgets");
    const params = packParams(u32(count, tokens));

    recorder.dispatch(bend, {
      inputs: [centres],
      outputs: [curvatures],
      params: packParams(u32(frames, quads)),
      items: frames,
    });
    recorder.dispatch(compare, {
      inputs: [features, centres],
      outputs: [unlike, norms],
      params: packParams(u32(count, tokens, quads)),
      items: count,
    });
    recorder.dispatch(score, { inputs: [unlike, norms], outputs: [scores], params, items: count });
    recordRankRows(recorder, rank, { rows: frames, columns: tokens }, { values: scores, ranks });
    recorder.dispatch(share, {
      inputs: [curvatures],
      outputs: [fractions, budgets],
      params: packParams(u32(frames, tokens, kept), f32(temperature)),
      groups: 1,
    });
    recorder.dispatch(key, { inputs: [ranks, budgets], outputs: [keys], params, items: count });
  };
}

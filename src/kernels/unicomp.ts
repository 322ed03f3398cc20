// UniComp: frames that hardly differ become one, then in each of these the tokens most unlike the frame are taken, none near
// another that was taken, and what is near a taken token is merged into it.

import groupMeansWgsl from "../../shaders/group-means.wgsl?raw";
import groupsWgsl from "../../shaders/frame-groups.wgsl?raw";
import budgetWgsl from "../../shaders/unicomp-budget.wgsl?raw";
import membersWgsl from "../../shaders/unicomp-members.wgsl?raw";
import nearWgsl from "../../shaders/unicomp-near.wgsl?raw";
import rowsWgsl from "../../shaders/unicomp-rows.wgsl?raw";
import takeWgsl from "../../shaders/unicomp-take.wgsl?raw";
import type { Gpu } from "../gpu/device.ts";
import { kernelSource, type Real } from "../gpu/kernel.ts";
import { f32, packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { MakeTensor, Tensor } from "../gpu/tensor.ts";
import { RANK_ROWS, rankRowsConstants, recordRankRows } from "./rank-rows.ts";

const FRAME_GROUPS = kernelSource("frame-groups", groupsWgsl);
const GROUP_MEANS = kernelSource("group-means", groupMeansWgsl);
const UNICOMP_NEAR = kernelSource("unicomp-near", nearWgsl);
const UNICOMP_TAKE = kernelSource("unicomp-take", takeWgsl);
const UNICOMP_BUDGET = kernelSource("unicomp-budget", budgetWgsl);
const UNICOMP_MEMBERS = kernelSource("unicomp-members", membersWgsl);
export const UNICOMP_ROWS = kernelSource("unicomp-rows", rowsWgsl);

export interface UnicompRule {
  readonly frames: number;
  readonly tokens: number;
  readonly width: number;
  readonly quads: number;
  /** The most tokens that are kept. */
  readonly budget: number;
  /** A group takes no more frames once it has more than this. */
  readonly longest: number;
  /** 1 − cosine up to which frames are one, and below which tokens are near each other. */
  readonly framesApart: number;
  readonly tokensApart: number;
}

/** The number of words of 32 bits that tell which tokens of a frame are near. */
export const nearWords = (tokens: number): number => Math.ceil(tokens / 32);

export interface UnicompTensors {
  /** [T, N, 4 · quads] */
  readonly features: Tensor;
  /** float32 [T + 1, 4 · quads]: means of frames. */
  readonly centres: Tensor;
  /** uint32 [T + 1]: the first frame of each frame's group, and their number. */
  readonly groups: Tensor;
  /** uint32 [T · N, nearWords(N)] */
  readonly near: Tensor;
  /** uint32 [T, N]: the token that stands for each; no token's where none does. */
  readonly members: Tensor;
  /** float32 [T, N] */
  readonly scores: Tensor;
  readonly scratch: MakeTensor;
}

export type EncodeUnicomp = (
  recorder: Recorder,
  rule: UnicompRule,
  tensors: UnicompTensors,
) => void;

export async function loadUnicomp(gpu: Gpu, real: Real): Promise<EncodeUnicomp> {
  const [group, mean, compare, rank, take, share, stand] = await Promise.all([
    gpu.kernels.load(FRAME_GROUPS),
    gpu.kernels.load(GROUP_MEANS, {}, real),
    gpu.kernels.load(UNICOMP_NEAR),
    gpu.kernels.load(RANK_ROWS, rankRowsConstants("smallest")),
    gpu.kernels.load(UNICOMP_TAKE),
    gpu.kernels.load(UNICOMP_BUDGET),
    gpu.kernels.load(UNICOMP_MEMBERS),
  ]);
  return (recorder, rule, { features, centres, groups, near, members, scores, scratch }) => {
    const { frames, tokens, width, quads, budget, longest, framesApart, tokensApart } = rule;
    const count = frames * tokens;
    const words = nearWords(tokens);
    const units = scratch([quads, count, 4], "float32", "units");
    const levels = scratch([frames, tokens], "float32", "levels");
    const likeness = scratch([frames, tokens], "float32", "likeness");
    const ranks = scratch([frames, tokens], "uint32", "frame-ranks");
    const order = scratch([frames, tokens], "uint32", "frame-order");
    const taken = scratch([frames, tokens], "uint32", "taken");
    const seen = scratch([frames, words], "uint32", "seen");
    const counts = scratch([frames], "uint32", "counts");
    const inverses = scratch([frames], "float32", "inverses");
    const totals = scratch([tokens], "float32", "totals");
    const shares = scratch([frames], "float32", "group-shares");
    const budgets = scratch([frames], "uint32", "group-budgets");

    recorder.dispatch(group, {
      inputs: [centres],
      outputs: [groups],
      params: packParams(u32(frames, quads, longest), f32(framesApart)),
      groups: 1,
    });
    recorder.dispatch(mean, {
      inputs: [features, groups],
      outputs: [units, levels],
      params: packParams(u32(count, tokens, quads, width)),
      items: count,
    });
    recorder.dispatch(compare, {
      inputs: [units, groups],
      outputs: [likeness, near],
      params: packParams(u32(count, tokens, quads, words, budget), f32(tokensApart)),
      items: count,
    });
    recordRankRows(recorder, rank, { rows: frames, columns: tokens }, { values: likeness, ranks });
    recorder.dispatch(take, {
      inputs: [ranks, near, groups],
      outputs: [order, seen, taken, counts],
      params: packParams(u32(frames, tokens, words)),
      items: frames,
    });
    recorder.dispatch(share, {
      inputs: [levels, groups, counts],
      outputs: [inverses, totals, shares, budgets],
      params: packParams(u32(frames, tokens, budget)),
      groups: 1,
    });
    recorder.dispatch(stand, {
      inputs: [taken, budgets, near, groups, likeness],
      outputs: [members, scores],
      params: packParams(u32(count, tokens, words)),
      items: count,
    });
  };
}

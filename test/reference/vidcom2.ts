// VidCom² whole, in f64 and one thread: what the paper and its authors' code say, loop by loop. The stage tests
// compare every intermediate with it, and the bench times it beside the shaders.

import type { PlanRequest, VidCom2Switches } from "../../src/compression/request.ts";
import { channelVarianceReference } from "./channel-variance.ts";
import { frameBudgetReference } from "./frame-budget.ts";
import { rankRowsReference } from "./rank-rows.ts";

export interface Features {
  /** [T × N × D] */
  readonly data: Float32Array;
  readonly frames: number;
  readonly tokens: number;
  readonly width: number;
}

export interface Vidcom2Reference {
  readonly channels: readonly number[];
  /** [T × N] */
  readonly likeVideo: Float64Array;
  readonly likeFrame: Float64Array;
  readonly scores: Float64Array;
  /** [T] */
  readonly uniqueness: Float64Array;
  readonly sigma: Float64Array;
  readonly retentions: Float64Array;
  readonly budgets: number[];
  /** Local indices of the kept tokens of each frame, ascending. */
  readonly kept: number[][];
}

export function vidcom2Reference(
  features: Features,
  switches: VidCom2Switches,
  retention: PlanRequest["retention"],
): Vidcom2Reference {
  const scored = scoreReference(features, switches);
  const { frames, tokens } = features;
  const budget = frameBudgetReference(scored.uniqueness, { ...switches, tokens, retention });
  const ranks = rankRowsReference(scored.scores, tokens, "largest");
  const kept = Array.from({ length: frames }, (_, t) => {
    const picks: number[] = [];
    for (let n = 0; n < tokens; n++) if (ranks[t * tokens + n]! < budget.budgets[t]!) picks.push(n);
    return picks;
  });
  return { ...scored, ...budget, kept };
}

/** Everything that does not depend on the retention. */
export function scoreReference(
  features: Features,
  { kernel, channels: choice, centre }: Pick<VidCom2Switches, "kernel" | "channels" | "centre">,
) {
  const { frames, tokens } = features;
  const channels =
    choice === "all"
      ? Array.from({ length: features.width }, (_, d) => d)
      : lowVarianceReference(features);
  const chosen = take(features, channels, centre === "unit");
  const { likeVideo, likeFrame } = likenesses(chosen, frames, tokens, channels.length, kernel);
  const scores = likeVideo.map((value, i) => -(value + likeFrame[i]!));
  const uniqueness = new Float64Array(frames);
  for (let t = 0; t < frames; t++) {
    for (let n = 0; n < tokens; n++) uniqueness[t]! -= likeVideo[t * tokens + n]! / tokens;
  }
  return { channels, likeVideo, likeFrame, scores, uniqueness };
}

/** The ⌊D / 2⌋ channels (at least one) of the lowest population variance, ascending; ties by index. */
export function lowVarianceReference({ data, width }: Features): number[] {
  const variance = channelVarianceReference(data, width);
  return Array.from({ length: width }, (_, d) => d)
    .sort((a, b) => variance[a]! - variance[b]! || a - b)
    .slice(0, Math.max(1, Math.floor(width / 2)))
    .sort((a, b) => a - b);
}

/** The chosen channels of every token, made unit where the method compares unit tokens. */
function take(
  { data, width }: Features,
  channels: readonly number[],
  isUnit: boolean,
): Float64Array {
  const rows = data.length / width;
  const count = channels.length;
  const chosen = new Float64Array(rows * count);
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    for (let i = 0; i < count; i++) {
      const value = data[row * width + channels[i]!]!;
      chosen[row * count + i] = value;
      squares += value * value;
    }
    if (!isUnit) continue;
    const norm = Math.max(Math.sqrt(squares), 1e-12);
    for (let i = 0; i < count; i++) chosen[row * count + i]! /= norm;
  }
  return chosen;
}

/** Likeness of each token to the mean of the video and to the mean of its frame. */
function likenesses(
  chosen: Float64Array,
  frames: number,
  tokens: number,
  count: number,
  kernel: VidCom2Switches["kernel"],
) {
  const video = new Float64Array(count);
  const likeVideo = new Float64Array(frames * tokens);
  const likeFrame = new Float64Array(frames * tokens);
  const centres = Array.from({ length: frames }, (_, t) => {
    const centre = new Float64Array(count);
    for (let n = 0; n < tokens; n++) {
      const at = (t * tokens + n) * count;
      for (let i = 0; i < count; i++) centre[i]! += chosen[at + i]!;
    }
    for (let i = 0; i < count; i++) {
      centre[i]! /= tokens;
      video[i]! += centre[i]! / frames;
    }
    return centre;
  });
  const like = kernel === "cosine" ? cosine : gaussians;
  for (let row = 0; row < frames * tokens; row++) {
    likeVideo[row] = like(chosen, row * count, video);
    likeFrame[row] = like(chosen, row * count, centres[Math.floor(row / tokens)]!);
  }
  return { likeVideo, likeFrame };
}

function cosine(chosen: Float64Array, at: number, centre: Float64Array): number {
  let dot = 0;
  let squares = 0;
  let centreSquares = 0;
  for (let i = 0; i < centre.length; i++) {
    const x = chosen[at + i]!;
    const c = centre[i]!;
    dot += x * c;
    squares += x * x;
    centreSquares += c * c;
  }
  return dot / Math.max(Math.sqrt(squares), 1e-12) / Math.max(Math.sqrt(centreSquares), 1e-12);
}

function gaussians(chosen: Float64Array, at: number, centre: Float64Array): number {
  let square = 0;
  for (let i = 0; i < centre.length; i++) square += (chosen[at + i]! - centre[i]!) ** 2;
  let sum = 0;
  for (const alpha of [1 / 8, 1 / 4, 1 / 2, 1, 2]) sum += Math.exp(-square / (2 * alpha));
  return sum;
}

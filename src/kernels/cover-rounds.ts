// Cover's rounds: weighted max–min. In each, every token's distance to the newly taken ones is taken into account, and
// the tokens that are then the farthest from all taken ones, times their weights, are taken.

import takeWgsl from "../../shaders/cover-take.wgsl?raw";
import updateWgsl from "../../shaders/cover-update.wgsl?raw";
import { ceilDiv } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, f32, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const COVER_UPDATE = kernelSource("cover-update", updateWgsl);

export const COVER_TAKE = kernelSource("cover-take", takeWgsl, 128);

/** The constants of both kernels for tokens that are compared by their codes; without, they are unit vectors. */
export const CODED = { CODED: 1 };

export interface CoverRounds {
  readonly rounds: number;
  /** T · N tokens. */
  readonly count: number;
  /** N, the tokens of a frame. */
  readonly tokens: number;
  /** Quads of a unit vector; codes have none. */
  readonly quads: number;
  /** The distance between two tokens of neighbouring frames in time alone. */
  readonly perFrame: number;
  /** The most tokens that a round takes, 1 to 16. With 1 the result is the greedy one. */
  readonly batch: number;
  /** The number of tokens after which none is taken. */
  readonly most: number;
}

export interface CoverRoundsTensors {
  /** Unit vectors, float32 [quads, T · N, 4]; or with `CODED` codes, uint32 [T · N, 4], as angle-codes makes them. */
  readonly compared: Tensor;
  /** float32 [T, N] */
  readonly weights: Tensor;
  /** float32 [T, N], as cover-weights leaves them. */
  readonly bounds: Tensor;
  /** uint32 [2 + most], as cover-weights leaves it. */
  readonly taken: Tensor;
}

export function recordCoverRounds(
  recorder: Recorder,
  [update, take]: readonly [update: Kernel, take: Kernel],
  { rounds, count, tokens, quads, perFrame, batch, most }: CoverRounds,
  { compared, weights, bounds, taken }: CoverRoundsTensors,
): void {
  const shape = [u32(count, tokens, quads), f32(perFrame)];
  const updating = {
    inputs: [compared, taken],
    outputs: [bounds],
    params: packParams(...shape),
    items: ceilDiv(count, 4),
  };
  recorder.repeat(rounds, [
    [update, updating],
    [
      take,
      {
        inputs: [compared, weights],
        outputs: [bounds, taken],
        params: packParams(...shape, u32(batch, most)),
        groups: 1,
      },
    ],
  ]);
  // What the last round took counts for the tokens that are left.
  recorder.dispatch(update, updating);
}

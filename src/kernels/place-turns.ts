// Makes unit vectors of tokens whose channels were turned by frame, row and column: tokens are then alike when they show
// the same at nearly the same place and time.

import wgsl from "../../shaders/place-turns.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const PLACE_TURNS = kernelSource("place-turns", wgsl);

/** The base of the frequencies, as of most language models' positions. */
const THETA = 10_000;

/** Returns how many pairs of channels follow each of the three axes: a sixth of the channels. */
export const turnPairs = (width: number): number => Math.floor(width / 6);

/**
 * Returns the cosine and sine by which each pair is turned at each position, [positions, pairs, 2]: position · θ^(−p / pairs).
 * With no pairs there is one entry, since a buffer may not be empty.
 */
export function turnTable(positions: number, pairs: number): Float32Array<ArrayBuffer> {
  const table = new Float32Array(Math.max(2, positions * pairs * 2));
  for (let position = 0; position < positions; position++) {
    for (let pair = 0; pair < pairs; pair++) {
      const angle = position * THETA ** (-pair / pairs);
      table.set([Math.cos(angle), Math.sin(angle)], 2 * (position * pairs + pair));
    }
  }
  return table;
}

export interface PlaceTurnsShape {
  /** T · N tokens. */
  readonly count: number;
  /** N, the tokens of a frame. */
  readonly tokens: number;
  /** The columns of a frame's grid. */
  readonly columns: number;
  readonly quads: number;
  readonly pairs: number;
}

export interface PlaceTurnsTensors {
  /** [count, 4 · quads] */
  readonly features: Tensor;
  /** float32, `turnTable` of as many positions as there are frames, rows or columns. */
  readonly turns: Tensor;
  /** float32 [quads, count, 4] */
  readonly units: Tensor;
}

export function recordPlaceTurns(
  recorder: Recorder,
  kernel: Kernel,
  { count, tokens, columns, quads, pairs }: PlaceTurnsShape,
  { features, turns, units }: PlaceTurnsTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [features, turns],
    outputs: [units],
    params: packParams(u32(count, tokens, columns, quads, pairs)),
    items: count,
  });
}

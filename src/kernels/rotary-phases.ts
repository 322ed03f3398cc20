// The angle by which a position rotates each pair of channels, as a whole number of 2⁻³² of a circle, so that angles
// wrap as u32 does. A position p is off by at most p · 2⁻³³ circles: 2.4e-5 radians at 32,768.

import { invariant } from "../base/assert.ts";

export interface RotaryPhases {
  /** [axes, pairs] */
  readonly values: Uint32Array<ArrayBuffer>;
  /** The number of coordinates of a position: 1, or 3 for M-RoPE. */
  readonly axes: number;
  /** The number of pairs of channels that are rotated. */
  readonly pairs: number;
}

/** Time, row and column. */
export const MROPE_AXES = 3;

export interface RotaryOptions {
  /** The base of the frequencies, `rope_theta`. */
  readonly theta: number;
  /** The channels of a head that are rotated, an even number: all of them in the families we know. */
  readonly rotarySize: number;
  /** For M-RoPE, the number that each pair follows: 0 for the time, 1 for the row, 2 for the column. */
  readonly axisOf?: readonly number[];
  /** Whether pair i is channels 2i and 2i + 1; default: i and i + rotarySize / 2, as in most graphs. */
  readonly isInterleaved?: boolean;
}

/** Computes the frequency of pair i: θ^(−2i / rotarySize). RoPE, arXiv 2104.09864, equation 15. */
export function rotaryPhases({ theta, rotarySize, axisOf }: RotaryOptions): RotaryPhases {
  const pairs = rotarySize / 2;
  invariant(
    Number.isInteger(pairs) && (axisOf?.length ?? pairs) === pairs,
    `axes of ${axisOf?.length} pairs for the ${pairs} pairs of ${rotarySize} channels`,
  );
  const axes = axisOf === undefined ? 1 : MROPE_AXES;
  const values = new Uint32Array(axes * pairs);
  for (let pair = 0; pair < pairs; pair++) {
    const circles = theta ** ((-2 * pair) / rotarySize) / (2 * Math.PI);
    values[(axisOf?.[pair] ?? 0) * pairs + pair] = Math.round(circles * 2 ** 32);
  }
  return { values, axes, pairs };
}

// Whether a picture is like the drawn clips that the embedded model knows. Their background is even: a plane of brightness, and in
// the hard world faint textures. What lies before it is small. A filmed picture has hardly any place like that. The test has one
// side: a picture that fails it is not drawn; one that passes may be drawn, or a wall, or the sky.

/** Pictures are looked at as so many cells a side, whose means hold neither noise nor compression. */
export const CELLS = 16;

/**
 * Half of a picture that differs more than this from an even background, in levels of 255, is none of a drawn clip. By the middle
 * of three frames, 150 plain clips of tools/world reach 1.2 and 300 hard ones 17.2; of crops of nine photographs of people, animals,
 * things and streets 76 % exceed it.
 */
export const MOST_UNEVEN = 20;

/** The most that drawn clips reach, for the words. */
export const UNEVEN_DRAWN = 18;

const CHANNELS = 3;
const ROUNDS = 20;
/** Levels by which a cell differs before it counts less as background: many at first, so that large things do not tilt it. */
const scaleOf = (round: number): number => Math.max(6, 60 * 0.75 ** round);

type Plane = readonly [base: number, right: number, down: number];

const cellAt = (index: number): readonly [x: number, y: number] => [
  (index % CELLS) / (CELLS - 1) - 0.5,
  Math.floor(index / CELLS) / (CELLS - 1) - 0.5,
];

/** The plane through values with weights by least squares: three equations, by Cramer's rule. */
function planeOf(valueOf: (index: number) => number, weights: Float64Array): Plane {
  let [w, wx, wy, wxx, wxy, wyy, v, vx, vy] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (const [index, weight] of weights.entries()) {
    const [x, y] = cellAt(index);
    const value = weight * valueOf(index);
    w += weight;
    wx += weight * x;
    wy += weight * y;
    wxx += weight * x * x;
    wxy += weight * x * y;
    wyy += weight * y * y;
    v += value;
    vx += value * x;
    vy += value * y;
  }
  const minor = [wxx * wyy - wxy * wxy, wxy * wy - wx * wyy, wx * wxy - wxx * wy] as const;
  const determinant = w * minor[0] + wx * minor[1] + wy * minor[2];
  if (Math.abs(determinant) < 1e-9) return [v / w, 0, 0];
  return [
    (v * minor[0] + vx * minor[1] + vy * minor[2]) / determinant,
    (v * minor[1] + vx * (w * wyy - wy * wy) + vy * (wx * wy - w * wxy)) / determinant,
    (v * minor[2] + vx * (wx * wy - w * wxy) + vy * (w * wxx - wx * wx)) / determinant,
  ];
}

/** Returns by how much half of a picture of CELLS × CELLS RGBA pixels differs from an even background, in levels of 255. */
export function unevenness(pixels: ArrayLike<number>): number {
  const cells = CELLS * CELLS;
  const weights = new Float64Array(cells).fill(1);
  let apart = new Float64Array(cells);
  for (let round = 0; round < ROUNDS; round++) {
    apart = new Float64Array(cells);
    for (let channel = 0; channel < CHANNELS; channel++) {
      const valueOf = (index: number) => pixels[index * 4 + channel] ?? 0;
      const [base, right, down] = planeOf(valueOf, weights);
      for (let index = 0; index < cells; index++) {
        const [x, y] = cellAt(index);
        const distance = Math.abs(valueOf(index) - base - right * x - down * y);
        apart[index] = Math.max(apart[index] ?? 0, distance);
      }
    }
    for (const [index, distance] of apart.entries())
      weights[index] = 1 / (1 + (distance / scaleOf(round)) ** 2);
  }
  return apart.sort()[cells / 2] ?? 0;
}

/** Returns the middle one of some values; null without any. */
export function middleOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

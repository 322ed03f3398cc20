export interface Rotation {
  readonly theta: number;
  readonly rotarySize: number;
  /** Pairs that follow each number of a position; all of them the only one when left out. */
  readonly sections?: readonly number[];
  /** Pair i is channels 2i and 2i + 1, not i and i + rotarySize / 2. */
  readonly isInterleaved?: boolean;
}

/** One key at `position` (a number an axis) from the key at 0, in f64, the angle as the paper writes it. */
export function rotatedReference(
  key: ArrayLike<number>,
  position: readonly number[],
  { theta, rotarySize, sections, isInterleaved = false }: Rotation,
): number[] {
  const pairs = rotarySize / 2;
  const rotated = Array.from(key);
  for (let i = 0; i < pairs; i++) {
    const axis = axisOf(i, sections ?? [pairs]);
    const angle = position[axis]! * theta ** ((-2 * i) / rotarySize);
    const [first, second] = isInterleaved ? [2 * i, 2 * i + 1] : [i, i + pairs];
    const [x, y] = [key[first]!, key[second]!];
    rotated[first] = x * Math.cos(angle) - y * Math.sin(angle);
    rotated[second] = x * Math.sin(angle) + y * Math.cos(angle);
  }
  return rotated;
}

function axisOf(pair: number, sections: readonly number[]): number {
  let end = 0;
  return sections.findIndex((count) => pair < (end += count));
}

export interface Rotation {
  readonly theta: number;
  readonly rotarySize: number;
  /** The number of a position that each pair follows; all of them the only one when left out. */
  readonly axisOf?: readonly number[];
  /** Pair i is channels 2i and 2i + 1, not i and i + rotarySize / 2. */
  readonly isInterleaved?: boolean;
}

/** One key at `position` (a number an axis) from the key at 0, in f64, the angle as the paper writes it. */
export function rotatedReference(
  key: ArrayLike<number>,
  position: readonly number[],
  { theta, rotarySize, axisOf, isInterleaved = false }: Rotation,
): number[] {
  const pairs = rotarySize / 2;
  const rotated = Array.from(key);
  for (let i = 0; i < pairs; i++) {
    const angle = position[axisOf?.[i] ?? 0]! * theta ** ((-2 * i) / rotarySize);
    const [first, second] = isInterleaved ? [2 * i, 2 * i + 1] : [i, i + pairs];
    const [x, y] = [key[first]!, key[second]!];
    rotated[first] = x * Math.cos(angle) - y * Math.sin(angle);
    rotated[second] = x * Math.sin(angle) + y * Math.cos(angle);
  }
  return rotated;
}

/** The axes of pairs of which so many follow each number of a position, in a row. */
export const inSections = (...counts: readonly number[]): number[] =>
  counts.flatMap((count, axis) => Array<number>(count).fill(axis));

export interface Rotation {
  readonly theta: number;
  readonly rotarySize: number;
  /** Pairs that follow each number of a position; all of them the only one when left out. */
  readonly sections?: readonly number[];
}

/** One key at `position` (a number an axis) from the key at 0, in f64, the angle as the paper writes it. */
export function rotatedReference(
  key: ArrayLike<number>,
  position: readonly number[],
  { theta, rotarySize, sections }: Rotation,
): number[] {
  const pairs = rotarySize / 2;
  const rotated = Array.from(key);
  for (let i = 0; i < pairs; i++) {
    const axis = axisOf(i, sections ?? [pairs]);
    const angle = position[axis]! * theta ** ((-2 * i) / rotarySize);
    const [x, y] = [key[i]!, key[i + pairs]!];
    rotated[i] = x * Math.cos(angle) - y * Math.sin(angle);
    rotated[i + pairs] = x * Math.sin(angle) + y * Math.cos(angle);
  }
  return rotated;
}

function axisOf(pair: number, sections: readonly number[]): number {
  let end = 0;
  return sections.findIndex((count) => pair < (end += count));
}

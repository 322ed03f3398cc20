import { rotatedReference } from "./rotate-keys.ts";

/** Where rows stand and how they turn, for SparseVLM+. */
export interface Turning {
  readonly positions: readonly number[];
  readonly theta: number;
  readonly headSize: number;
}

/** The number of heads that count for SparseVLM+. */
const HEADS = 14;

/**
 * The mean over raters and heads of what each place receives of a map [rows][heads][places]. With `turning` (SparseVLM+), each
 * number is divided by what queries and keys of ones would give, and the 14 heads with the largest sums count.
 */
export function ratersReference(
  map: readonly (readonly (readonly number[])[])[],
  raters: readonly number[],
  places: readonly number[],
  turning?: Turning,
): number[] {
  const ones = (place: number): readonly number[] => {
    const { positions, theta, headSize } = turning!;
    return rotatedReference(Array<number>(headSize).fill(1), [positions[place]!], {
      theta,
      rotarySize: headSize,
    });
  };
  const turned = turning === undefined ? null : map.map((_, row) => ones(row));
  const ofOnes = (row: number, place: number): number => {
    if (turned === null) return 1;
    const product = turned[row]!.reduce((sum, x, c) => sum + x * turned[place]![c]!, 0);
    return product / Math.sqrt(turning!.headSize);
  };
  const heads = map[0]!.map((_, head) =>
    places.map(
      (place) =>
        raters.reduce((sum, row) => sum + (map[row]![head]![place] ?? 0) / ofOnes(row, place), 0) /
        raters.length,
    ),
  );
  const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
  const best =
    turning === undefined ? heads : heads.toSorted((a, b) => sum(b) - sum(a)).slice(0, HEADS);
  return places.map((_, i) => sum(best.map((head) => head[i]!)) / best.length);
}

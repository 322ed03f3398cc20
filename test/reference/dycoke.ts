import { dot, unitRows } from "./nearest-other.ts";

/** What DyCoke's first stage does with each frame: the frame that it is compared with, or null when it is kept whole. */
export function comparedWith(frame: number, frames: number): number | null {
  if (frame % 2 === 1) return frame - 1;
  // The authors' loop over windows ends before the last one.
  return frame % 4 === 2 && frame - 2 < frames - 4 ? frame - 2 : null;
}

/**
 * DyCoke's first stage in f64. Returns 1 − cosine with the same place of the compared frame [T × N], 2 where there is
 * none, the number of tokens in whole frames, and all tokens in order: whole frames, then the most changed token of each other frame, then the second of each.
 */
export function dycokeReference(
  data: ArrayLike<number>,
  frames: number,
  tokens: number,
): { readonly order: number[]; readonly least: number; readonly changes: Float64Array } {
  const rows = unitRows(data, data.length / frames / tokens);
  const changes = Float64Array.from(rows, (row, i) => {
    const other = comparedWith(Math.floor(i / tokens), frames);
    return other === null ? 2 : 1 - dot(row, rows[other * tokens + (i % tokens)]!);
  });
  const frameOf = (place: number): number => Math.floor(place / tokens);
  const all = Array.from(rows, (_, i) => i);
  const whole = all.filter((i) => comparedWith(frameOf(i), frames) === null);
  const byChange = all
    .filter((i) => comparedWith(frameOf(i), frames) !== null)
    .sort((a, b) => frameOf(a) - frameOf(b) || changes[b]! - changes[a]! || a - b);
  const rankOf = new Map(byChange.map((token, at) => [token, at % tokens]));
  const rest = byChange.sort((a, b) => rankOf.get(a)! - rankOf.get(b)! || a - b);
  return { order: [...whole, ...rest], least: whole.length, changes };
}

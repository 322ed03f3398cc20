import type { Clip, MergeReference } from "./merge.ts";
import { dot, unitRows } from "./nearest-other.ts";

interface Item {
  readonly row: Float64Array;
  /** The tokens that it is the mean of; it stands at the first. */
  readonly tokens: readonly number[];
}

/** PruneVid's steps before the language model in f64, made to keep `kept`; nothing is kept when that is too few. */
export function prunevidReference(clip: Clip, kept: number): MergeReference {
  const { data, frames, tokens, width } = clip;
  const count = frames * tokens;
  const rows = Array.from({ length: count }, (_, i) =>
    Float64Array.from({ length: width }, (_, c) => data[i * width + c]!),
  );
  const places = Array.from({ length: tokens }, (_, n) => n);
  const means = Array.from({ length: frames }, (_, t) =>
    meanOf(places.map((n) => rows[t * tokens + n]!)),
  );
  const labels = peaksOf(means, Math.max(1, Math.trunc(frames / 4))).centres;

  const parts: Item[][] = [];
  for (const segment of segmentsOf(labels)) {
    const still = places.filter((n) => isStill(segment.map((t) => rows[t * tokens + n]!)));
    const others = places.filter((n) => !still.includes(n));
    parts.push(
      still.map((n) => {
        const members = segment.map((t) => t * tokens + n);
        return { row: meanOf(members.map((i) => rows[i]!)), tokens: members };
      }),
      ...segment.map((t) =>
        others.map((n) => ({ row: rows[t * tokens + n]!, tokens: [t * tokens + n] })),
      ),
    );
  }
  const filled = parts.filter((part) => part.length > 0);
  const members = rows.map(() => -1);
  const likeness = rows.map(() => 0);
  if (filled.length > kept) return { members, likeness, kept: [], rows: [] };
  const sizes = sharesOf(
    filled.map((part) => part.length),
    kept,
  );
  filled.forEach((part, p) => {
    const { centres, scores } = peaksOf(
      part.map(({ row }) => row),
      sizes[p]!,
    );
    part.forEach((item, i) => {
      for (const token of item.tokens) {
        members[token] = part[centres[i]!]!.tokens[0]!;
        likeness[token] = scores[i]!;
      }
    });
  });
  const stands = [...new Set(members)].sort((a, b) => a - b);
  const merged = stands.map((stand) => meanOf(rows.filter((_, i) => members[i] === stand)));
  return { members, likeness, kept: stands, rows: merged };
}

/** The centre of each row by density peaks, and each row's score. */
export function peaksOf(rows: readonly Float64Array[], clusters: number) {
  const squares = rows.map((a) =>
    rows.map((b) => a.reduce((sum, value, c) => sum + (value - b[c]!) ** 2, 0) / a.length),
  );
  const densities = squares.map((row) => {
    const nearest = [...row].sort((a, b) => a - b).slice(0, 7);
    return Math.exp(-nearest.reduce((sum, one) => sum + one, 0) / nearest.length);
  });
  const farthest = Math.sqrt(Math.max(...squares.flat()));
  const scores = densities.map((density, i) => {
    const denser = densities.flatMap((other, j) =>
      other > density ? [Math.sqrt(squares[i]![j]!)] : [],
    );
    return Math.min(farthest, ...denser) * density;
  });
  const order = [...rows.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b);
  const chosen = order.slice(0, clusters);
  const centres = rows.map((_, i) => {
    if (chosen.includes(i)) return i;
    return chosen.reduce((best, one) => (squares[i]![one]! < squares[i]![best]! ? one : best));
  });
  return { centres, scores };
}

/** Frames in segments: the longest runs of each cluster, and what lies between beside the longer of them. */
export function segmentsOf(clusters: readonly number[]): number[][] {
  const labels: (number | null)[] = [...clusters];
  const runs = runsOf(clusters);
  for (const run of runs) {
    const cluster = clusters[run[0]!];
    const longest = Math.max(
      ...runs.filter((other) => clusters[other[0]!] === cluster).map((other) => other.length),
    );
    if (longest === 1 || run.length < longest) for (const t of run) labels[t] = null;
  }
  for (;;) {
    const all = runsOf(labels);
    const at = all.findIndex((run) => labels[run[0]!] === null);
    if (at < 0) return all;
    const [before, after] = [all[at - 1] ?? [], all[at + 1] ?? []];
    const from = after.length > before.length ? after : before;
    const label = from.length === 0 ? 0 : labels[from[0]!]!;
    for (const t of all[at]!) labels[t] = label;
  }
}

function runsOf(labels: readonly unknown[]): number[][] {
  const runs: number[][] = [];
  labels.forEach((label, t) => {
    if (t > 0 && labels[t - 1] === label) runs.at(-1)!.push(t);
    else runs.push([t]);
  });
  return runs;
}

/** Whether the mean cosine of all pairs is above 0.8. */
function isStill(rows: readonly Float64Array[]): boolean {
  if (rows.length === 1) return false;
  const units = rows.map((row) => unitRows(row, row.length)[0]!);
  let sum = 0;
  units.forEach((a, i) => units.forEach((b, j) => (sum += i === j ? 0 : dot(a, b))));
  return sum / (rows.length * (rows.length - 1)) > 0.8;
}

/** How many clusters each part gets: the same share of each, parts of at most 14 whole where that is possible. */
function sharesOf(sizes: readonly number[], kept: number): number[] {
  const at = (share: number, small: number) =>
    sizes.map((size) => (size <= small ? size : Math.max(1, Math.floor(size * share))));
  const total = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0);
  const small = total(at(0, 14)) <= kept ? 14 : 0;
  let [low, high] = [total(at(1, small)) <= kept ? 1 : 0, 1];
  for (let round = 0; round < 16; round++) {
    const share = (low + high) / 2;
    if (total(at(share, small)) <= kept) low = share;
    else high = share;
  }
  let left = kept - total(at(low, small));
  return at(low, small).map((own, p) => {
    const more = Math.min(left, at(high, small)[p]! - own);
    left -= more;
    return own + more;
  });
}

function meanOf(rows: readonly Float64Array[]): Float64Array {
  const sum = rows.reduce((total, row) => total.map((value, c) => value + row[c]!));
  return sum.map((value) => value / rows.length);
}

import type { Clip, MergeReference } from "./merge.ts";
import { dot, unitRows } from "./nearest-other.ts";

/** A share this near to the next whole number is that number. */
const WHOLE = 1e-4;

/** Which tokens are kept, and their rows; members is −1 where no kept token stands for one. */
export function unicompReference(clip: Clip, retention: number): MergeReference {
  const { data, frames, tokens, width } = clip;
  const budget = Math.max(1, Math.trunc(retention * frames * tokens));
  const rowOf = (t: number, n: number) =>
    Float64Array.from({ length: width }, (_, c) => data[(t * tokens + n) * width + c]!);
  const places = Array.from({ length: tokens }, (_, n) => n);

  // Frames in a row that hardly differ become one.
  const centres = Array.from({ length: frames }, (_, t) =>
    unit(meanOf(places.map((n) => rowOf(t, n)))),
  );
  const groups: number[][] = [];
  for (let t = 0; t < frames; t++) {
    const last = groups.at(-1);
    const apart = last === undefined ? 1 : 1 - dot(centres[t]!, centres[last[0]!]!);
    if (last !== undefined && apart <= 0.005 && last.length <= Math.trunc(1 / retention))
      last.push(t);
    else groups.push([t]);
  }
  const means = groups.map((group) => places.map((n) => meanOf(group.map((t) => rowOf(t, n)))));

  const isWhole = groups.length * tokens <= budget;
  const found = means.map((rows) => takenOf(rows, isWhole ? 0 : 0.2));
  const caps = isWhole ? groups.map(() => tokens) : budgetsOf(means, found, budget);
  const members = Array.from({ length: frames * tokens }, () => -1);
  const likeness = Array.from({ length: frames * tokens }, () => 0);
  const kept: number[] = [];
  const rows: Float64Array[] = [];
  groups.forEach((group, g) => {
    const { taken, near, average } = found[g]!;
    const own = taken.slice(0, caps[g]);
    const base = group[0]! * tokens;
    for (const n of [...own].sort((a, b) => a - b)) {
      const beside = meanOf(places.filter((m) => near(n, m)).map((m) => means[g]![m]!));
      kept.push(base + n);
      rows.push(means[g]![n]!.map((value, c) => (value + beside[c]!) / 2));
    }
    for (const n of places) {
      const by = own.includes(n) ? n : own.find((other) => near(n, other));
      for (const t of group) {
        members[t * tokens + n] = by === undefined ? -1 : base + by;
        likeness[t * tokens + n] = 1 - average[n]!;
      }
    }
  });
  return { members, likeness, kept, rows };
}

/** The tokens of a frame, the least like it first, none near one before it. */
function takenOf(rows: readonly Float64Array[], apart: number) {
  const units = rows.map(unit);
  const cosines = units.map((a) => units.map((b) => dot(a, b)));
  const near = (a: number, b: number) => a === b || 1 - cosines[a]![b]! < apart;
  const average = cosines.map((row) => row.reduce((sum, one) => sum + one, 0) / row.length);
  const order = average.map((_, n) => n).sort((a, b) => average[a]! - average[b]! || a - b);
  const seen = new Set<number>();
  const taken: number[] = [];
  for (const n of order) {
    if (seen.has(n)) continue;
    taken.push(n);
    for (const m of order) if (near(n, m)) seen.add(m);
  }
  return { taken, near, average };
}

function budgetsOf(
  means: readonly (readonly Float64Array[])[],
  found: readonly { readonly taken: readonly number[] }[],
  budget: number,
): number[] {
  const tokens = means[0]!.length;
  const number = means.length;
  const levels = means.map((rows) =>
    unit(Float64Array.from(rows, (row) => row.reduce((sum, x) => sum + x, 0) / row.length)),
  );
  const likeness = levels.map((a) => levels.reduce((sum, b) => sum + dot(a, b), 0) / number);
  const average = likeness.reduce((sum, one) => sum + one, 0) / number;
  const cap = Math.min(tokens, Math.max(1, Math.floor(budget / number) * 2));
  let shares = likeness.map(() => cap);
  if (number > Math.floor(budget / cap)) {
    const powers = likeness.map((one) => Math.exp((average - one) * Math.sqrt(number)));
    const all = powers.reduce((sum, one) => sum + one, 0);
    shares = powers.map((power) => Math.floor((power / all) * budget + WHOLE));
    for (;;) {
      const isCut = shares.map((share) => share > cap);
      shares = shares.map((share) => Math.min(share, cap));
      const extra = Math.max(0, budget - shares.reduce((sum, one) => sum + one, 0));
      const more = Math.floor(extra / isCut.filter((one) => !one).length);
      if (!isCut.includes(true) || more === 0) break;
      shares = shares.map((share, g) => (isCut[g] ? share : share + more));
    }
  }
  const counts = found.map(({ taken }) => taken.length);
  const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0);
  if (sum(counts) <= sum(shares)) return shares;
  const isShort = counts.map((count, g) => count < shares[g]!);
  const spare = sum(counts.map((count, g) => (isShort[g] ? shares[g]! - count : 0)));
  const more = Math.floor(spare / isShort.filter((one) => !one).length);
  return shares.map((share, g) => (isShort[g] ? share : share + more));
}

function meanOf(rows: readonly Float64Array[]): Float64Array {
  const sum = rows.reduce((total, row) => total.map((value, c) => value + row[c]!));
  return sum.map((value) => value / rows.length);
}

const unit = (row: Float64Array): Float64Array => unitRows(row, row.length)[0]!;

import type { Clip, MergeReference } from "./merge.ts";
import { dot, unitRows } from "./nearest-other.ts";

/** LLaVA-Scissor in f64 at the highest threshold of 4,096 between −1 and 1 that keeps at most `most` tokens. */
export function llavaScissorReference(clip: Clip, most: number): MergeReference {
  let [low, high] = [-1, 1];
  for (let round = 0; round < 12; round++) {
    const threshold = (low + high) / 2;
    if (componentsOf(clip, threshold).components.length <= most) low = threshold;
    else high = threshold;
  }
  return scissorAt(clip, low);
}

/** LLaVA-Scissor in f64 at a threshold. */
export function scissorAt(clip: Clip, threshold: number): MergeReference {
  const { rows, components } = componentsOf(clip, threshold);
  // In the order of the tokens that stand for them.
  components.sort((a, b) => a.stand - b.stand);
  const means = components.map(({ mean }) => unit(mean));
  const nearest = rows.map((row) => {
    const cosines = means.map((mean) => dot(unit(row), mean));
    const most = Math.max(...cosines);
    return { component: cosines.indexOf(most), cosine: most };
  });
  const stands = components.map(({ stand }) => stand);
  return {
    members: nearest.map(({ component }, i) => (stands.includes(i) ? i : stands[component]!)),
    likeness: nearest.map(({ cosine }) => cosine),
    kept: stands,
    rows: components.map(({ mean }, c) => {
      const own = rows.filter((_, i) => nearest[i]!.component === c);
      const sum = own.reduce((total, row) => total.map((value, k) => value + row[k]!), mean);
      return sum.map((value) => value / (own.length + 1));
    }),
  };
}

interface Component {
  readonly mean: Float64Array;
  /** The token that stands for it. */
  readonly stand: number;
}

function componentsOf({ data, frames, tokens, width }: Clip, threshold: number) {
  const rows = Array.from({ length: frames * tokens }, (_, i) =>
    Float64Array.from({ length: width }, (_, c) => data[i * width + c]!),
  );
  const inFrames: Component[] = [];
  for (let t = 0; t < frames; t++) {
    const frame = rows
      .slice(t * tokens, (t + 1) * tokens)
      .map((mean, n) => ({ mean, stand: t * tokens + n }));
    inFrames.push(...joined(frame, threshold).sort((a, b) => a.stand - b.stand));
  }
  return { rows, components: joined(inFrames, threshold) };
}

/** Means of connected components; for one stands what stands for its member with the most neighbours, the first of equal ones. */
function joined(items: readonly Component[], threshold: number): Component[] {
  const units = items.map(({ mean }) => unit(mean));
  const neighbours = units.map((a, i) =>
    units.flatMap((b, j) => (i === j || dot(a, b) > threshold ? [j] : [])),
  );
  const seen = new Set<number>();
  return items.flatMap((_, start) => {
    if (seen.has(start)) return [];
    const members = [start];
    seen.add(start);
    for (const one of members) {
      for (const other of neighbours[one]!) {
        if (seen.has(other)) continue;
        seen.add(other);
        members.push(other);
      }
    }
    members.sort((a, b) => neighbours[b]!.length - neighbours[a]!.length || a - b);
    const sum = members
      .map((i) => items[i]!.mean)
      .reduce((total, row) => total.map((value, c) => value + row[c]!));
    return [{ mean: sum.map((value) => value / members.length), stand: items[members[0]!]!.stand }];
  });
}

const unit = (row: Float64Array): Float64Array => unitRows(row, row.length)[0]!;

import type { Clip, MergeReference } from "./merge.ts";
import { dot, unitRows } from "./nearest-other.ts";

/** Likenesses closer than this count as equal; the two tokens of a cluster of two always are. */
const EQUAL = 1e-5;

/** SimpleCluster in f64: spherical k-means with `clusters` centres that move `rounds` times. */
export function simpleClusterReference(
  clip: Clip,
  clusters: number,
  rounds: number,
): MergeReference {
  const { data, width } = clip;
  const turned = turnedTokens(clip);
  const units = unitRows(turned.flat(), width);
  const centres = Array.from(
    { length: clusters },
    (_, c) => units[Math.floor(((c + 0.5) * units.length) / clusters)]!,
  );
  const assign = () =>
    units.map((unit) => {
      const products = centres.map((centre) => dot(unit, centre));
      const most = Math.max(...products);
      return { cluster: products.indexOf(most), likeness: most };
    });
  let assigned = assign();
  for (let round = 0; round < rounds; round++) {
    centres.forEach((_, c) => {
      const own = units.filter((_, i) => assigned[i]!.cluster === c);
      if (own.length > 0) centres[c] = unitRows(sumOf(own), width)[0]!;
    });
    assigned = assign();
  }
  const members = assigned.map(({ cluster }) =>
    assigned.reduce(
      (best, other, i) =>
        other.cluster === cluster && (best < 0 || other.likeness > assigned[best]!.likeness + EQUAL)
          ? i
          : best,
      -1,
    ),
  );
  const kept = members.flatMap((member, i) => (member === i ? [i] : []));
  const rows = kept.map((token) => {
    const own = members.flatMap((member, i) =>
      member === token
        ? [Float64Array.from({ length: width }, (_, c) => data[i * width + c]!)]
        : [],
    );
    return sumOf(own).map((value) => value / own.length);
  });
  return { members, likeness: assigned.map(({ likeness }) => likeness), kept, rows };
}

function sumOf(rows: readonly Float64Array[]): Float64Array {
  return rows.reduce(
    (sum, row) => sum.map((value, c) => value + row[c]!),
    new Float64Array(rows[0]!.length),
  );
}

/** Channels in three blocks, turned pair by pair by the frame, the row and the column of their token. */
function turnedTokens({ data, frames, tokens, columns, width }: Clip): number[][] {
  const pairs = Math.floor(width / 6);
  return Array.from({ length: frames * tokens }, (_, i) => {
    const place = i % tokens;
    const positions = [Math.floor(i / tokens), Math.floor(place / columns), place % columns];
    const row = Array.from({ length: width }, (_, c) => data[i * width + c]!);
    positions.forEach((position, axis) => {
      for (let pair = 0; pair < pairs; pair++) {
        const angle = position * 10_000 ** (-pair / pairs);
        const [a, b] = [2 * axis * pairs + pair, (2 * axis + 1) * pairs + pair];
        const [x, y] = [row[a]!, row[b]!];
        row[a] = x * Math.cos(angle) - y * Math.sin(angle);
        row[b] = x * Math.sin(angle) + y * Math.cos(angle);
      }
    });
    return row;
  });
}

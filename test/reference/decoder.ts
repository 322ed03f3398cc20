// A Qwen2 decoder in f64, slow and without a cache: rows and their positions → the logits of the last one. Attention is
// causal by the order of the rows; positions only turn queries and keys.

import { rotatedReference } from "./rotate-keys.ts";

export interface DecoderSizes {
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
  readonly theta: number;
  /** Of the norms. */
  readonly epsilon: number;
}

/** A weight as the embedded model's graph names it; matrices are [in, out], but lm_head is [vocabulary, width]. */
export type Weight = (name: string) => readonly number[];

type Row = readonly number[];

/** What happens inside, for methods that look there. */
export interface InsideDecoder {
  /** Gets a layer's whole map, [rows][heads][rows up to that one]. */
  readonly see?: (layer: number, map: readonly (readonly number[])[][]) => void;
  /**
   * Returns which of the rows go on into a layer, ascending; null for all. `look` gives the map that the layer would have
   * with all of them.
   */
  readonly keep?: (
    layer: number,
    look: () => readonly (readonly number[])[][],
  ) => readonly number[] | null;
  /**
   * Returns the rows that go into a layer and where they stand, instead of those that came out of the one before; null for
   * those.
   */
  readonly pass?: (
    layer: number,
    rows: readonly Row[],
    positions: readonly number[],
    look: () => readonly (readonly number[])[][],
  ) => { readonly rows: readonly Row[]; readonly positions: readonly number[] } | null;
  /** Whether a row of a layer looks at one before it; default: at all. */
  readonly looks?: (layer: number, row: number, at: number) => boolean;
  /** Whether rows that stay are numbered from 0; default: they keep their positions. */
  readonly isCompact?: boolean;
}

/** `rows` [S][width], `positions` [S] → logits [vocabulary] of the last row. */
export function decoderReference(
  rows: readonly Row[],
  everyPosition: readonly number[],
  weight: Weight,
  sizes: DecoderSizes,
  { see, keep, pass, looks, isCompact = false }: InsideDecoder = {},
): number[] {
  let hidden = rows;
  let positions = everyPosition;
  for (let layer = 0; layer < sizes.layers; layer++) {
    const of = (name: string): readonly number[] => weight(`layers.${layer}.${name}`);
    const project = (row: Row): Row => {
      const normed = norm(row, of("norm1.weight"), sizes.epsilon);
      return plus(times(normed, of("qkv.weight")), of("qkv.bias"));
    };
    const [all, places] = [hidden, positions];
    const kept = keep?.(layer, () => attentionMap(all.map(project), places, sizes)) ?? null;
    if (kept !== null) {
      hidden = kept.map((row) => all[row]!);
      positions = isCompact ? [...kept.keys()] : kept.map((row) => places[row]!);
    }
    const look = () => attentionMap(all.map(project), places, sizes);
    const passed = pass?.(layer, all, places, look) ?? null;
    if (passed !== null) [hidden, positions] = [passed.rows, passed.positions];
    const packed = hidden.map(project);
    const map = attentionMap(
      packed,
      positions,
      sizes,
      (row, at) => looks?.(layer, row, at) ?? true,
    );
    see?.(layer, map);
    const mixed = attention(packed, map, sizes);
    hidden = hidden.map((row, i) => plus(row, times(mixed[i]!, of("out.weight"))));
    hidden = hidden.map((row) => {
      const normed = norm(row, of("norm2.weight"), sizes.epsilon);
      const up = times(normed, of("up.weight"));
      const gated = times(normed, of("gate.weight")).map(
        (x, i) => (x / (1 + Math.exp(-x))) * up[i]!,
      );
      return plus(row, times(gated, of("down.weight")));
    });
  }
  const last = norm(hidden.at(-1)!, weight("norm.weight"), sizes.epsilon);
  const head = weight("lm_head");
  return Array.from({ length: head.length / last.length }, (_, id) =>
    last.reduce((sum, x, d) => sum + x * head[id * last.length + d]!, 0),
  );
}

const part = (row: Row, at: number, headSize: number): Row =>
  row.slice(at * headSize, (at + 1) * headSize);

/** Rows of query heads, key heads, value heads → how much each head of a row looks at it and at those before it. */
function attentionMap(
  packed: readonly Row[],
  positions: readonly number[],
  { heads, kvHeads, headSize, theta }: DecoderSizes,
  looks: (row: number, at: number) => boolean = () => true,
): number[][][] {
  const turned = (row: number, at: number): Row =>
    rotatedReference(part(packed[row]!, at, headSize), [positions[row]!], {
      theta,
      rotarySize: headSize,
    });
  const keys = packed.map((_, row) =>
    Array.from({ length: kvHeads }, (_, group) => turned(row, heads + group)),
  );
  return packed.map((_, row) =>
    Array.from({ length: heads }, (_, head) => {
      const group = Math.floor((head * kvHeads) / heads);
      const query = turned(row, head);
      const scores = keys
        .slice(0, row + 1)
        .map((key, at) =>
          looks(row, at)
            ? query.reduce((sum, q, c) => sum + q * key[group]![c]!, 0) / Math.sqrt(headSize)
            : -Infinity,
        );
      const most = Math.max(...scores);
      const weights = scores.map((score) => Math.exp(score - most));
      const total = weights.reduce((sum, one) => sum + one, 0);
      return weights.map((one) => one / total);
    }),
  );
}

/** Rows of query heads, key heads, value heads → the mixed values of all heads, row by row. */
function attention(
  packed: readonly Row[],
  map: readonly (readonly (readonly number[])[])[],
  { heads, kvHeads, headSize }: DecoderSizes,
): Row[] {
  const values = Array.from({ length: kvHeads }, (_, group) =>
    packed.map((row) => part(row, heads + kvHeads + group, headSize)),
  );
  return map.map((ofRow) =>
    ofRow.flatMap((weights, head) => {
      const ofGroup = values[Math.floor((head * kvHeads) / heads)]!;
      return Array.from({ length: headSize }, (_, c) =>
        weights.reduce((sum, one, i) => sum + one * ofGroup[i]![c]!, 0),
      );
    }),
  );
}

function norm(row: Row, scale: readonly number[], epsilon: number): Row {
  const mean = row.reduce((sum, x) => sum + x * x, 0) / row.length;
  return row.map((x, d) => (x / Math.sqrt(mean + epsilon)) * scale[d]!);
}

/** row [in] × matrix [in, out]. */
function times(row: Row, matrix: readonly number[]): Row {
  const width = matrix.length / row.length;
  const sums = new Float64Array(width);
  row.forEach((x, i) => {
    for (let o = 0; o < width; o++) sums[o]! += x * matrix[i * width + o]!;
  });
  return [...sums];
}

const plus = (one: Row, other: Row): Row => one.map((x, d) => x + other[d]!);

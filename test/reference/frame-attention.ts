import type { QueryShape } from "./query-scores.ts";

/**
 * Softmax over frames of scale · Σ max(q · high, q · low): queries [positions, rowWidth], bounds [frames, sides, kvHeads,
 * headSize] → [positions][heads][frames]; with one side high and low are the same.
 */
export function frameAttentionReference(
  queries: Float32Array,
  bounds: Float32Array,
  { heads, kvHeads, headSize }: QueryShape,
  {
    positions,
    rowWidth,
    scale,
    sides = 2,
  }: { positions: number; rowWidth: number; scale: number; sides?: 1 | 2 },
): number[][][] {
  const side = kvHeads * headSize;
  const frames = bounds.length / side / sides;
  const rowOf = (position: number, head: number): number[] => {
    const group = Math.floor((head * kvHeads) / heads);
    const logits = Array.from({ length: frames }, (_, frame) => {
      let sum = 0;
      for (let c = 0; c < headSize; c++) {
        const query = queries[position * rowWidth + head * headSize + c]!;
        const high = frame * sides * side + group * headSize + c;
        sum += Math.max(query * bounds[high]!, query * bounds[high + (sides - 1) * side]!);
      }
      return scale * sum;
    });
    const most = Math.max(...logits);
    const weights = logits.map((logit) => Math.exp(logit - most));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / total);
  };
  return Array.from({ length: positions }, (_, position) =>
    Array.from({ length: heads }, (_, head) => rowOf(position, head)),
  );
}

/** [positions][heads][frames] → Σ over heads of the best position, [frames]. */
export function attentionPeaksReference(attention: readonly number[][][]): number[] {
  const [first = []] = attention;
  return Array.from({ length: first[0]?.length ?? 0 }, (_, frame) =>
    first.reduce(
      (sum, _, head) => sum + Math.max(...attention.map((heads) => heads[head]![frame]!)),
      0,
    ),
  );
}

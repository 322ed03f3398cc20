// How the decoder's queries and keys are rotated by their positions, in the three ways of published graphs.

import { computedValues } from "../weights/values.ts";
import { cast, table, type Net } from "./net.ts";

export interface RotaryShape {
  readonly headSize: number;
  readonly theta: number;
  readonly maxPositions: number;
}

/**
 * `fused`: inside GroupQueryAttention, by the length of the past; the graph takes no position_ids. `positions`:
 * RotaryEmbedding with position_ids [batch_size, sequence_length]. `sections`: M-RoPE by plain operators with
 * position_ids [3, batch_size, sequence_length]; `sections` are the numbers of frequencies that follow time, height and
 * width, together half the head. Interleaved, channels 2i and 2i + 1 rotate together instead of i and i + half; none of
 * the published graphs we know does that.
 */
export type Rotary =
  | { readonly kind: "fused"; readonly isInterleaved?: boolean }
  | { readonly kind: "positions"; readonly isInterleaved?: boolean }
  | { readonly kind: "sections"; readonly sections: readonly [number, number, number] };

/** Returns frequency `pair` of a head of `size`: θ^(−2·pair / size). */
export const frequency = (pair: number, size: number, theta: number): number =>
  theta ** ((-2 * pair) / size);

/** cos and sin of every position and frequency, [maxPositions, headSize / 2]. */
export function rotaryTables(
  net: Net,
  { headSize, theta, maxPositions }: RotaryShape,
): readonly [cos: string, sin: string] {
  const half = headSize / 2;
  const dims = [maxPositions, half];
  const values = (of: (angle: number) => number) =>
    computedValues(maxPositions * half, (index) =>
      of(Math.floor(index / half) * frequency(index % half, headSize, theta)),
    );
  return [
    table(net, "cos_cache", dims, values(Math.cos)),
    table(net, "sin_cache", dims, values(Math.sin)),
  ];
}

/**
 * position_ids [3, B, S] → cos and sin [B, S, 1, headSize], each frequency by the axis that its section follows. In
 * float32 whatever the graph computes in: angles of long videos need it.
 */
export function sectionAngles(
  net: Net,
  { headSize, theta }: RotaryShape,
  sections: readonly [number, number, number],
): readonly [cos: string, sin: string] {
  const { graph } = net;
  const half = headSize / 2;
  const axisOf = (pair: number): number =>
    pair < sections[0] ? 0 : pair < sections[0] + sections[1] ? 1 : 2;
  const values = computedValues(3 * half, (index) => {
    const pair = index % half;
    return axisOf(pair) === Math.floor(index / half) ? frequency(pair, headSize, theta) : 0;
  });
  const frequencies = table(net, "rotary.frequencies", [3, half], values, "float32");
  const positions = cast(net, "position_ids", "float32", "rotary.positions");
  const rows = graph.add("Transpose", [positions], "rotary.rows", {
    attributes: { perm: [1, 2, 0] },
  });
  const angles = graph.add("MatMul", [rows, frequencies], "rotary.angles");
  return doubledAngles(net, "rotary", angles, 2);
}

/** Angles [..., half] → cos and sin [..., 1, 2 · half], the axis of heads inserted at `headAxis`. */
export function doubledAngles(
  net: Net,
  name: string,
  angles: string,
  headAxis: number,
): readonly [cos: string, sin: string] {
  const { graph } = net;
  const both = graph.add("Concat", [angles, angles], `${name}.doubled`, {
    attributes: { axis: -1 },
  });
  const shaped = graph.add("Unsqueeze", [both, graph.ints([headAxis])], `${name}.shaped`);
  const [cos, sin] = ["Cos", "Sin"].map((operator) => {
    const value = graph.add(operator, [shaped], `${name}.${operator.toLowerCase()}`);
    return net.precision.real === "float32"
      ? value
      : cast(net, value, net.precision.real, `${value}.real`);
  });
  return [cos ?? "", sin ?? ""];
}

/** x [.., .., heads, headSize] · cos + rotated half · sin. */
export function rotate(
  net: Net,
  name: string,
  x: string,
  [cos, sin]: readonly [cos: string, sin: string],
  headSize: number,
): string {
  const { graph } = net;
  const slice = (from: number, to: number, output: string): string =>
    graph.add("Slice", [x, ...[[from], [to], [3]].map((ints) => graph.ints(ints))], output);
  const first = slice(0, headSize / 2, `${name}.first`);
  const second = slice(headSize / 2, headSize, `${name}.second`);
  const negative = graph.add("Neg", [second], `${name}.negative`);
  const turned = graph.add("Concat", [negative, first], `${name}.turned`, {
    attributes: { axis: 3 },
  });
  const kept = graph.add("Mul", [x, cos], `${name}.cos`);
  const added = graph.add("Mul", [turned, sin], `${name}.sin`);
  return graph.add("Add", [kept, added], `${name}.rotated`);
}

// Attention over past and new rows by plain operators, as in an export that fuses nothing.

import { computedValues } from "../weights/values.ts";
import { table, type Net } from "./net.ts";

export interface HeadCounts {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
}

/** Far below any score, and still a finite number in 16 bits. */
const NEVER = -60_000;

/** Queries [B, S, heads · size], keys and values [B, S, kvHeads · size], all rotated already → [B, S, heads · size]. */
export type PlainAttention = (
  name: string,
  rows: { readonly query: string; readonly key: string; readonly value: string },
  past: readonly string[],
  present: readonly string[],
) => string;

export function plainAttention(net: Net, { heads, kvHeads, headSize }: HeadCounts): PlainAttention {
  const { graph } = net;
  const scale = constant(net, "attention.scale", headSize ** -0.5);
  const bias = causalBias(net);
  /** [B, S, count · size] → [B, count, S, size] */
  const split = (x: string, count: number): string => {
    const shape = graph.ints([0, 0, count, headSize]);
    const apart = graph.add("Reshape", [x, shape], `${x}.apart`);
    return graph.add("Transpose", [apart], `${x}.heads`, { attributes: { perm: [0, 2, 1, 3] } });
  };
  const grown = (old: string, x: string, output: string): string =>
    graph.add("Concat", [old, x], output, { attributes: { axis: 2 } });
  /** [B, kvHeads, T, size] → [B, heads, T, size], each head repeated side by side. */
  const repeated = (name: string, x: string): string => {
    const single = graph.add("Unsqueeze", [x, graph.ints([2])], `${name}.single`);
    const copies = graph.ints([1, 1, heads / kvHeads, 1, 1]);
    const many = graph.add("Expand", [single, copies], `${name}.many`);
    return graph.add("Reshape", [many, graph.ints([0, heads, -1, headSize])], `${name}.repeated`);
  };
  return (
    name,
    { query, key, value },
    [pastKey = "", pastValue = ""],
    [nextKey = "", nextValue = ""],
  ) => {
    const keys = repeated(`${name}.keys`, grown(pastKey, split(key, kvHeads), nextKey));
    const values = repeated(`${name}.values`, grown(pastValue, split(value, kvHeads), nextValue));
    const across = graph.add("Transpose", [keys], `${name}.across`, {
      attributes: { perm: [0, 1, 3, 2] },
    });
    const product = graph.add("MatMul", [split(query, heads), across], `${name}.product`);
    const scaled = graph.add("Mul", [product, scale], `${name}.scaled`);
    const masked = graph.add("Add", [scaled, bias], `${name}.masked`);
    const weights = graph.add("Softmax", [masked], `${name}.weights`, { attributes: { axis: -1 } });
    const mixed = graph.add("MatMul", [weights, values], `${name}.weighted`);
    const rows = graph.add("Transpose", [mixed], `${name}.rows`, {
      attributes: { perm: [0, 2, 1, 3] },
    });
    return graph.add("Reshape", [rows, graph.ints([0, 0, heads * headSize])], `${name}.mixed`);
  };
}

/** [S, T]: 0 where a new row may see a row, else NEVER. Row s comes after T − S others. */
function causalBias(net: Net): string {
  const { graph } = net;
  const length = (of: string): string => {
    const shape = graph.add("Shape", [of], `${of}.shape`);
    return graph.add("Gather", [shape, graph.ints([1], [])], `${of}.length`);
  };
  const [rows, total] = [length("inputs_embeds"), length("attention_mask")];
  const [zero, one] = [graph.ints([0], []), graph.ints([1], [])];
  const first = graph.add("Sub", [total, rows], "bias.first");
  const seeing = graph.add("Range", [first, total, one], "bias.seeing");
  const column = graph.add("Unsqueeze", [seeing, graph.ints([1])], "bias.column");
  const seen = graph.add("Range", [zero, total, one], "bias.seen");
  const isSeen = graph.add("GreaterOrEqual", [column, seen], "bias.is-seen");
  const [none, never] = [constant(net, "bias.none", 0), constant(net, "bias.never", NEVER)];
  return graph.add("Where", [isSeen, none, never], "bias");
}

const constant = (net: Net, name: string, value: number): string =>
  table(
    net,
    name,
    [1],
    computedValues(1, () => value),
  );

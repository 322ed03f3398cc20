// Attention as PyTorch's scaled_dot_product_attention is traced: two products round a softmax.

import { computedValues } from "../weights/values.ts";
import { table, type Net } from "./net.ts";
import type { Mix } from "./vision.ts";

export interface AttentionInputs {
  /** [B, heads, S, size] */
  readonly query: string;
  /** [B, kvHeads, T, size], including the past. */
  readonly key: string;
  readonly value: string;
  /** [B, 1, S, T], added to the scores. */
  readonly mask: string;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
}

/** Returns [B, S, heads · size]. */
export function tracedAttention(
  net: Net,
  name: string,
  { query, key, value, mask, heads, kvHeads, headSize }: AttentionInputs,
): string {
  const { graph } = net;
  const repeated = (part: string, x: string): string =>
    heads === kvHeads ? x : repeatHeads(net, `${name}.${part}`, x, heads, kvHeads);
  const keys = graph.add("Transpose", [repeated("keys", key)], `${name}.keys.transposed`, {
    attributes: { perm: [0, 1, 3, 2] },
  });
  const root = table(
    net,
    `${name}.rootScale`,
    [1],
    computedValues(1, () => headSize ** -0.25),
  );
  const [left, right] = [query, keys].map((side, i) =>
    graph.add("Mul", [side, root], `${name}.side.${i}`),
  );
  const scores = graph.add("MatMul", [left ?? "", right ?? ""], `${name}.scores`);
  const masked = graph.add("Add", [scores, mask], `${name}.masked`);
  return mixed(net, name, masked, repeated("values", value), heads * headSize);
}

/** Computes the softmax of the scores and the values by it, and joins the heads again. */
function mixed(net: Net, name: string, scores: string, value: string, width: number): string {
  const { graph } = net;
  const shares = graph.add("Softmax", [scores], `${name}.shares`, { attributes: { axis: -1 } });
  const sums = graph.add("MatMul", [shares, value], `${name}.sums`);
  const rows = graph.add("Transpose", [sums], `${name}.together`, {
    attributes: { perm: [0, 2, 1, 3] },
  });
  return graph.add("Reshape", [rows, graph.ints([0, 0, width])], `${name}.mixed`);
}

/** Repeats each key/value head for its group of query heads. */
function repeatHeads(net: Net, name: string, x: string, heads: number, kvHeads: number): string {
  const { graph } = net;
  const apart = graph.add("Unsqueeze", [x, graph.ints([2])], `${name}.apart`);
  const groups = graph.ints([1, 1, heads / kvHeads, 1, 1]);
  const groupwise = graph.add("Expand", [apart, groups], `${name}.groups`);
  const size = graph.add("Shape", [x], `${name}.shape`);
  const [batch, length, width] = [0, 2, 3].map((axis) =>
    graph.add("Gather", [size, graph.ints([axis])], `${name}.axis.${axis}`),
  );
  const shape = graph.add(
    "Concat",
    [batch ?? "", graph.ints([heads]), length ?? "", width ?? ""],
    `${name}.to`,
    { attributes: { axis: 0 } },
  );
  return graph.add("Reshape", [groupwise, shape], `${name}.repeated`);
}

/** [B, 1, S, T]: the least number where a row would see a later one, or one that attention_mask hides, else 0. */
export function causalMask(net: Net): string {
  const { graph, precision } = net;
  const length = (tensor: string, axis: number, name: string): string => {
    const shape = graph.add("Shape", [tensor], `mask.${name}.shape`);
    return graph.add("Gather", [shape, graph.ints([axis], [])], `mask.${name}`);
  };
  const past = length("past_key_values.0.key", 2, "past");
  const rows = length("inputs_embeds", 1, "rows");
  const total = length("attention_mask", 1, "total");
  const end = graph.add("Add", [past, rows], "mask.end");
  const one = graph.ints([1], []);
  const places = graph.add("Range", [past, end, one], "mask.places");
  const own = graph.add("Reshape", [places, graph.ints([-1, 1])], "mask.own");
  const all = graph.add("Range", [graph.ints([0], []), total, one], "mask.all");
  const later = graph.add("Greater", [all, own], "mask.later");
  const seen = graph.add("Unsqueeze", ["attention_mask", graph.ints([1, 2])], "mask.seen");
  const hidden = graph.add("Equal", [seen, graph.ints([0], [])], "mask.hidden");
  const closed = graph.add("Or", [later, hidden], "mask.closed");
  const least = precision.real === "float16" ? -65_504 : -(2 - 2 ** -23) * 2 ** 127;
  const [closedValue, openValue] = [least, 0].map((value, i) =>
    table(
      net,
      `mask.value.${i}`,
      [],
      computedValues(1, () => value),
    ),
  );
  return graph.add("Where", [closed, closedValue ?? "", openValue ?? ""], "mask");
}

/** Attention of a vision tower over all rows of a sample; `bias` [B, 1, P, P] is added to the scores. */
export const tracedFullAttention =
  (net: Net, { heads, width }: { heads: number; width: number }, bias = ""): Mix =>
  (name, query, key, value) => {
    const { graph } = net;
    const size = width / heads;
    const apart = (x: string, perm: readonly number[]): string => {
      const split = graph.add("Reshape", [x, graph.ints([0, 0, heads, size])], `${x}.apart`);
      return graph.add("Transpose", [split], `${x}.heads`, { attributes: { perm: [...perm] } });
    };
    const scale = table(
      net,
      `${name}.scale`,
      [],
      computedValues(1, () => size ** -0.5),
    );
    const products = graph.add(
      "MatMul",
      [apart(query, [0, 2, 1, 3]), apart(key, [0, 2, 3, 1])],
      `${name}.products`,
    );
    const scores = graph.add("Mul", [products, scale], `${name}.scores`);
    const biased = bias === "" ? scores : graph.add("Add", [scores, bias], `${name}.biased`);
    return mixed(net, name, biased, apart(value, [0, 2, 1, 3]), width);
  };

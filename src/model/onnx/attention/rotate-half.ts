// Rotation as Llama and its kin write it:  x · cos + concat(−x₂, x₁) · sin, the halves of the last axis exchanged.

import { foldNumber } from "../fold.ts";
import type { GraphIndex } from "../graph-index.ts";
import type { OnnxNode } from "../onnx-model.ts";
import { throughCasts } from "../walk.ts";

export interface RotateHalf {
  /** The tensor that is rotated. */
  readonly tensor: string;
  readonly cos: string;
  readonly sin: string;
}

/** Matches the rotation that made `tensor`, whose last axis has `size` channels; null when there is none. */
export function matchRotateHalf(
  graph: GraphIndex,
  tensor: string,
  size: number,
): RotateHalf | null {
  const sum = graph.maker(throughCasts(graph, tensor));
  if (sum?.operator !== "Add") return null;
  const products = sum.inputs.map((side) => graph.maker(throughCasts(graph, side)));
  for (const [at, turned] of products.entries()) {
    const kept = products[1 - at];
    if (turned?.operator !== "Mul" || kept?.operator !== "Mul") continue;
    for (const [side, name] of turned.inputs.entries()) {
      const source = matchHalves(graph, graph.maker(throughCasts(graph, name)), size);
      if (source === null) continue;
      const own = kept.inputs.findIndex((input) => throughCasts(graph, input) === source);
      if (own < 0) continue;
      const cos = kept.inputs[1 - own] ?? "";
      return { tensor: source, cos, sin: turned.inputs[1 - side] ?? "" };
    }
  }
  return null;
}

/** Returns the tensor of which `concat` is (−second half, first half); null for anything else. */
function matchHalves(graph: GraphIndex, concat: OnnxNode | undefined, size: number): string | null {
  if (concat?.operator !== "Concat" || concat.inputs.length !== 2) return null;
  const [left = "", first = ""] = concat.inputs;
  const negative = graph.maker(left);
  if (negative?.operator !== "Neg") return null;
  const second = negative.inputs[0] ?? "";
  const source = sliceOf(graph, first, 0, size / 2, size);
  return source !== null && source === sliceOf(graph, second, size / 2, size, size) ? source : null;
}

/** Returns the tensor of which `tensor` is the channels from … to − 1, by Slice or Split; null for other channels. */
function sliceOf(
  graph: GraphIndex,
  tensor: string,
  from: number,
  to: number,
  size: number,
): string | null {
  const node = graph.maker(tensor);
  if (node === undefined) return null;
  const source = throughCasts(graph, node.inputs[0] ?? "");
  if (node.operator === "Split") {
    const isHalf =
      node.outputs.length === 2 && node.outputs.indexOf(tensor) === (from === 0 ? 0 : 1);
    const axis = node.attributes.get("axis")?.int ?? 0;
    return isHalf && (axis === -1 || axis === 3) ? source : null;
  }
  if (node.operator !== "Slice") return null;
  const [, start = "", end = "", axes = ""] = node.inputs;
  const axis = foldNumber(graph, axes, null);
  const begins = foldNumber(graph, start, size);
  const ends = foldNumber(graph, end, size);
  if ((axis !== -1 && axis !== 3) || begins !== from || ends === null) return null;
  return Math.min(ends, size) === to ? source : null;
}

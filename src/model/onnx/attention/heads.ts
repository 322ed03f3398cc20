// Finds queries, keys and values by heads, and the rows that they were made of.

import { foldNumber, foldShape, lastAxisOf } from "../fold.ts";
import type { GraphIndex } from "../graph-index.ts";
import type { OnnxNode } from "../onnx-model.ts";

/** Rows [(B,) S, H, size] before the axes of heads and positions were exchanged. */
export interface HeadRows {
  readonly tensor: string;
  /** False when the graph knows one batch and omits its axis. */
  readonly hasBatch: boolean;
}

/** Returns the rows behind a tensor [(B,) H, S, size]; null when no exchange of axes made it. */
export function rowsOf(graph: GraphIndex, tensor: string): HeadRows | null {
  const node = graph.maker(tensor);
  // A batch of one was put in front after the exchange.
  const isBatched =
    node?.operator === "Unsqueeze" && foldNumber(graph, node.inputs[1] ?? "", null) === 0;
  return isBatched
    ? behind(graph.maker(node.inputs[0] ?? ""), { "1,0,2": false })
    : behind(node, { "0,2,1,3": true, "1,0,2": false });
}

/** Returns the rows behind a key [(B,) H, size, T], whose axes are exchanged at once or one after the other. */
export function rowsOfTransposed(graph: GraphIndex, tensor: string): HeadRows | null {
  const node = graph.maker(tensor);
  const atOnce = behind(node, { "0,2,3,1": true, "1,2,0": false });
  if (atOnce !== null) return atOnce;
  const key = untransposed(graph, tensor);
  return key === null ? null : rowsOf(graph, key);
}

/** Returns the key [(B,) H, T, size] behind [(B,) H, size, T]. */
export const untransposed = (graph: GraphIndex, tensor: string): string | null =>
  behind(graph.maker(tensor), { "0,1,3,2": true, "0,2,1": false })?.tensor ?? null;

function behind(
  node: OnnxNode | undefined,
  perms: Readonly<Record<string, boolean>>,
): HeadRows | null {
  if (node?.operator !== "Transpose") return null;
  const hasBatch = perms[node.attributes.get("perm")?.ints?.join() ?? ""];
  return hasBatch === undefined ? null : { tensor: node.inputs[0] ?? "", hasBatch };
}

export interface HeadShape {
  readonly heads: number;
  readonly size: number;
}

/** Operators between the rows and the Reshape that separates their heads; they keep the last two axes. */
const AROUND = new Set(["Gather", "Split", "Squeeze", "Unsqueeze"]);

/** Returns the heads of rows [(B,) S, H, size], from the Reshape that made them; null when the file does not tell. */
export function headShape(graph: GraphIndex, rows: string): HeadShape | null {
  const node = graph.maker(rows);
  if (node === undefined) return null;
  const perm = node.attributes.get("perm")?.ints;
  const keepsHeads = node.operator === "Transpose" && perm?.slice(-2).join() === "2,3";
  if (keepsHeads || AROUND.has(node.operator)) {
    return headShape(graph, node.inputs[0] ?? "");
  }
  if (node.operator !== "Reshape") return null;
  const shape = foldShape(graph, node.inputs[1] ?? "") ?? [];
  const [heads = null, size = null] = shape.slice(-2);
  if (heads === null || size === null) return null;
  if (heads > 0 && size > 0) return { heads, size };
  // One of the two is −1, which means what the width leaves for it.
  const width = lastAxisOf(graph, node.inputs[0] ?? "");
  if (width === null) return null;
  const known = shape.reduce<number>((product, dim) => product * Math.max(1, dim ?? 1), 1);
  return heads > 0 ? { heads, size: width / known } : { heads: width / known, size };
}

// Finds the places of a graph that one tensor alone passes: cut there, all that comes behind follows from it.

import type { OnnxNode } from "../onnx-model.ts";
import { valuesOf } from "./content.ts";

export interface Bottleneck {
  /** The place of the node that makes the tensor. */
  readonly index: number;
  readonly node: OnnxNode;
  readonly tensor: string;
}

/**
 * Returns the places behind each of `nodes`, which are in order, where of all tensors in `content` only one is still
 * read. Tensors in `wanted` are read at the end.
 */
export function findBottlenecks(
  nodes: readonly OnnxNode[],
  content: ReadonlySet<string>,
  wanted: readonly string[],
): Bottleneck[] {
  const lastRead = new Map<string, number>();
  for (const [i, node] of nodes.entries()) {
    for (const name of valuesOf(node)) if (content.has(name)) lastRead.set(name, i);
  }
  for (const name of wanted) lastRead.set(name, nodes.length);
  const made = new Set(nodes.flatMap(({ outputs }) => outputs));
  // What is made elsewhere is there from the start.
  let alive = [...lastRead.keys()].filter((name) => !made.has(name));
  const found: Bottleneck[] = [];
  for (const [index, node] of nodes.entries()) {
    alive = [...alive, ...node.outputs].filter((name) => (lastRead.get(name) ?? -1) > index);
    const [tensor] = alive;
    if (alive.length === 1 && tensor !== undefined && node.outputs.includes(tensor)) {
      found.push({ index, node, tensor });
    }
  }
  return found;
}

// Which tensors of a graph carry the content of its rows. Everything else (the mask's count, tables of angles, shapes,
// constants) is made beside them, and follows from the other inputs.

import { reads, type OnnxModel, type OnnxNode } from "../onnx-model.ts";

/** The input that a decoder's content starts from. */
export const EMBEDDINGS = "inputs_embeds";

/** Returns the tensors whose values a node reads; those of which it asks the shape or the type are left out. */
export function valuesOf(node: OnnxNode): readonly string[] {
  if (node.operator === "Shape") return [];
  return node.operator === "CastLike" ? node.inputs.slice(0, 1) : reads(node);
}

/** Returns the names of all tensors made from `source`, except through a question for its shape or type. */
export function contentOf(
  { nodes }: Pick<OnnxModel, "nodes">,
  source: string = EMBEDDINGS,
): ReadonlySet<string> {
  const content = new Set([source]);
  for (const node of nodes) {
    if (!valuesOf(node).some((input) => content.has(input))) continue;
    for (const output of node.outputs) if (output !== "") content.add(output);
  }
  return content;
}

/**
 * Returns the nodes that read content, each after those whose outputs it reads and as early as that allows. A file's own
 * order would not do: some exporters write a layer's cache at the end of the file.
 */
export function contentNodes(
  { nodes }: Pick<OnnxModel, "nodes">,
  source: string = EMBEDDINGS,
): OnnxNode[] {
  const content = contentOf({ nodes }, source);
  const depths = new Map([[source, 0]]);
  const found: { readonly node: OnnxNode; readonly depth: number }[] = [];
  for (const node of nodes) {
    const before = valuesOf(node).filter((input) => content.has(input));
    if (before.length === 0) continue;
    const depth = 1 + Math.max(...before.map((input) => depths.get(input) ?? 0));
    for (const output of node.outputs) depths.set(output, depth);
    found.push({ node, depth });
  }
  return found.toSorted((a, b) => a.depth - b.depth).map(({ node }) => node);
}

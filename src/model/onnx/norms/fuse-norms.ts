// Replaces the norms of one kind by the operator that computes them at once: all norms of a graph or none.

import { indexGraph } from "../graph-index.ts";
import { makeNode } from "../make-parts.ts";
import type { OnnxModel } from "../onnx-model.ts";
import type { RewriteResult } from "../rewrite-model.ts";
import { matchNorm, type Norm } from "./match-norm.ts";

export function fuseNorms(model: OnnxModel, kind: Norm["kind"], operator: string): RewriteResult {
  const graph = indexGraph(model);
  const norms = new Map<string, Norm>();
  for (const root of model.nodes) {
    const norm = matchNorm(graph, root);
    if (typeof norm === "string") return { count: 0, left: `${root.name}: ${norm}` };
    if (norm?.kind === kind) norms.set(norm.output, norm);
  }
  if (norms.size === 0) return { count: 0, left: "it has no such norm in separate operators" };
  model.nodes = model.nodes.map((node) => {
    const norm = norms.get(node.outputs[0] ?? "");
    if (norm === undefined) return node;
    const { input, weight, bias, epsilon, output } = norm;
    const inputs = bias === null ? [input, weight] : [input, weight, bias];
    const attributes = { axis: -1, epsilon: { float: epsilon }, stash_type: 1 };
    return makeNode(operator, inputs, [output], attributes);
  });
  return { count: norms.size };
}

// A residual addition and the norm of its sum in one operator.
//
//   before:  sum = Add(stream, added);  SimplifiedLayerNormalization(sum, weight)
//   after:   SkipSimplifiedLayerNormalization(stream, added, weight) → its norm, and the sum where something reads it
//
// The same with LayerNormalization and SkipLayerNormalization. Their kernels take two tensors of one shape, so that other
// sums, as that of patches and positions, stay as they are.

import { elementOf } from "../element.ts";
import { indexGraph, type GraphIndex } from "../graph-index.ts";
import { makeNode, MICROSOFT } from "../make-parts.ts";
import { matchResidual, NORMS } from "../norms/residual.ts";
import type { OnnxModel, OnnxNode } from "../onnx-model.ts";
import type { Rewrite, RewriteResult } from "../rewrite-model.ts";

export const SKIP_NORM: Rewrite = { name: "skip-norm", apply: fuse };

/** The epsilon of both norms when the file does not give it. */
const DEFAULT_EPSILON = 1e-5;

function fuse(model: OnnxModel): RewriteResult {
  const graph = indexGraph(model);
  const replaced = new Map<OnnxNode, OnnxNode | null>();
  let count = 0;
  for (const norm of model.nodes.filter(({ operator }) => NORMS.has(operator))) {
    const sum = sumBefore(model, graph, norm);
    if (sum === null || replaced.has(sum) || norm.outputs.length !== 1) continue;
    const residual = matchResidual(graph, sum);
    if (residual === null) continue;
    const [, ...weights] = norm.inputs;
    const [sumName = ""] = sum.outputs;
    const isRead = graph.readers(sumName).some((node) => node !== norm) || graph.isOutput(sumName);
    const outputs = [norm.outputs[0] ?? "", ...(isRead ? ["", "", sumName] : [])];
    const epsilon = { float: norm.attributes.get("epsilon")?.float ?? DEFAULT_EPSILON };
    const inputs = [residual.stream, residual.added, ...weights];
    replaced.set(sum, null);
    replaced.set(norm, makeNode(`Skip${norm.operator}`, inputs, outputs, { epsilon }, MICROSOFT));
    count++;
  }
  if (count === 0) return { count, left: "no norm follows a residual addition" };
  model.nodes = model.nodes.flatMap((node) => {
    const other = replaced.get(node);
    return other === undefined ? [node] : other === null ? [] : [other];
  });
  model.opsets.set(MICROSOFT, 1);
  return { count };
}

/** Returns the addition whose sum a norm over the last axis takes, perhaps through a cast that changes nothing. */
function sumBefore(model: OnnxModel, graph: GraphIndex, norm: OnnxNode): OnnxNode | null {
  if ((norm.attributes.get("axis")?.int ?? -1) !== -1) return null;
  let node = graph.maker(norm.inputs[0] ?? "");
  while (node?.operator === "Cast") {
    const [before = ""] = node.inputs;
    if (elementOf(model, graph, before) !== node.attributes.get("to")?.int) return null;
    node = graph.maker(before);
  }
  return node?.operator === "Add" ? node : null;
}

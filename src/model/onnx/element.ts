// Finds the type of a tensor's elements, as far as the nodes that make it tell.

import type { GraphIndex } from "./graph-index.ts";
import type { OnnxModel } from "./onnx-model.ts";

/** Operators whose result has the type of their inputs. */
const KEEPS = new Set([
  "Add",
  "Gemm",
  "Identity",
  "MatMul",
  "Mul",
  "SimplifiedLayerNormalization",
  "SkipSimplifiedLayerNormalization",
  "Sub",
]);

/** Operators whose result has the type of their first input, whatever that of the others is. */
const KEEPS_FIRST = new Set([
  "Conv",
  "Flatten",
  "Gather",
  "LayerNormalization",
  "Reshape",
  "SkipLayerNormalization",
  "Transpose",
]);

/** Returns a number of TensorProto.DataType; null when it is not known. */
export function elementOf(model: OnnxModel, graph: GraphIndex, tensor: string): number | null {
  const node = graph.maker(tensor);
  if (node === undefined) {
    const input = model.inputs.find(({ name }) => name === tensor);
    return model.weights.get(tensor)?.element ?? input?.element ?? null;
  }
  if (node.operator === "Cast") return node.attributes.get("to")?.int ?? null;
  // The scales have the type of the rows.
  if (node.operator === "MatMulNBits") return elementOf(model, graph, node.inputs[2] ?? "");
  if (KEEPS_FIRST.has(node.operator)) return elementOf(model, graph, node.inputs[0] ?? "");
  if (!KEEPS.has(node.operator)) return null;
  for (const input of node.inputs.toReversed()) {
    const element = elementOf(model, graph, input);
    if (element !== null) return element;
  }
  return null;
}

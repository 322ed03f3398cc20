// Whether a part of a graph makes each row of one row that it takes: then it can run for any rows alone. Operators that are not
// known to do so end the search, so nothing is guessed.

import { indexGraph } from "../graph-index.ts";
import type { OnnxModel, OnnxNode, OnnxTensor } from "../onnx-model.ts";
import { contentNodes, contentOf } from "./content.ts";

/** Operators that change each value by itself. */
const BY_VALUE = new Set([
  "Identity",
  "Relu",
  "Gelu",
  "FastGelu",
  "QuickGelu",
  "Erf",
  "Tanh",
  "Sigmoid",
  "Sqrt",
  "Neg",
]);
/** Operators that take a value with the one at its place, or with one of its channel. */
const BY_PAIR = new Set(["Add", "Sub", "Mul", "Div", "Pow", "BiasGelu"]);
const NORMS = new Set(["LayerNormalization", "SimplifiedLayerNormalization"]);

/**
 * Returns the width of the rows `made` of rows `taken`, if each follows from one; null where that is not known, or where no
 * product tells the width.
 */
export function rowWidth(model: OnnxModel, taken: string, made: string): number | null {
  const graph = indexGraph(model);
  const content = contentOf(model, taken);
  /** Whether it is of the rows, or a constant that has one value for each channel at most. */
  const isOfRow = (name: string): boolean =>
    content.has(name) ||
    (graph
      .constant(name)
      ?.dims.slice(0, -1)
      .every((size) => size === 1) ??
      false);
  let width: number | null = null;
  for (const node of contentNodes(model, taken)) {
    const [first = "", ...besides] = node.inputs.filter((name) => name !== "");
    if (BY_PAIR.has(node.operator)) {
      if (![first, ...besides].every(isOfRow)) return null;
      continue;
    }
    // Other operators take rows first, and constants.
    if (!content.has(first) || besides.some((name) => content.has(name))) return null;
    if (BY_VALUE.has(node.operator)) continue;
    if (NORMS.has(node.operator)) {
      if ((node.attributes.get("axis")?.int ?? -1) !== -1) return null;
      continue;
    }
    width = productWidth(node, graph.constant(besides[0] ?? ""));
    if (width === null) return null;
  }
  return content.has(made) ? width : null;
}

/** Returns how wide a product of rows by a constant matrix is; null for any other operator. */
function productWidth({ operator, attributes }: OnnxNode, matrix: OnnxTensor | undefined) {
  if (operator === "MatMulNBits") return attributes.get("N")?.int ?? null;
  return operator === "MatMul" && matrix?.dims.length === 2 ? (matrix.dims[1] ?? null) : null;
}

// Whether a part of a graph makes each row of one row that it takes: then it can run for any rows alone. Operators that are not
// known to do so end the search, so nothing is guessed.

import type { OnnxModel, OnnxNode } from "../onnx-model.ts";
import { contentNodes, contentOf } from "./content.ts";

/** Operators that change each value by itself. */
const BY_VALUE = new Set([
  ...["Identity", "Relu", "Gelu", "FastGelu", "QuickGelu", "Erf", "Tanh", "Sigmoid", "Sqrt", "Neg"],
]);
/** Operators that take a value with the one at its place, or with one of its channel. */
const BY_PAIR = new Set(["Add", "Sub", "Mul", "Div", "Pow", "BiasGelu"]);
const NORMS = new Set(["LayerNormalization", "SimplifiedLayerNormalization"]);

/**
 * Returns the width of the rows `made` of rows `taken`, if each follows from one; null where that is not known, or where no
 * product tells the width.
 */
export function rowWidth(model: OnnxModel, taken: string, made: string): number | null {
  const content = contentOf(model, taken);
  let width: number | null = null;
  for (const node of contentNodes(model, taken)) {
    const [first = "", ...others] = node.inputs;
    const besides = others.filter((name) => name !== "");
    if (!content.has(first)) return null;
    if (BY_PAIR.has(node.operator)) {
      if (!besides.every((name) => content.has(name) || isOfChannel(model, name))) return null;
    } else if (besides.some((name) => content.has(name))) {
      return null;
    } else if (BY_VALUE.has(node.operator)) {
      continue;
    } else if (NORMS.has(node.operator)) {
      if ((node.attributes.get("axis")?.int ?? -1) !== -1) return null;
    } else {
      width = productWidth(model, node);
      if (width === null) return null;
    }
  }
  return content.has(made) ? width : null;
}

/** Whether a constant has one value for each channel at most. */
function isOfChannel({ weights }: OnnxModel, name: string): boolean {
  const dims = weights.get(name)?.dims;
  return dims !== undefined && dims.slice(0, -1).every((length) => length === 1);
}

/** Returns how wide a product of rows by a constant matrix is; null for any other operator. */
function productWidth({ weights }: OnnxModel, { operator, inputs, attributes }: OnnxNode) {
  if (operator === "MatMulNBits") return attributes.get("N")?.int ?? null;
  if (operator !== "MatMul") return null;
  const dims = weights.get(inputs[1] ?? "")?.dims;
  return dims?.length === 2 ? (dims[1] ?? null) : null;
}

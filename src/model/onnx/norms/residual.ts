// Matches a transformer's residual stream. What is added to it was made of its norm row by row, so both have one shape.

import type { GraphIndex } from "../graph-index.ts";
import type { OnnxNode } from "../onnx-model.ts";
import { throughCasts } from "../walk.ts";

export interface Residual {
  readonly stream: string;
  readonly added: string;
}

export const NORMS: ReadonlySet<string> = new Set([
  "LayerNormalization",
  "SimplifiedLayerNormalization",
]);

/** Operators whose result has a row for each row of their first input, which in attention are the queries. */
const ROW_BY_ROW = new Set(
  "Cast Erf FastGelu Gelu Gemm GroupQueryAttention Identity MatMul MatMulNBits MultiHeadAttention Reshape RotaryEmbedding Sigmoid Softmax Split Squeeze Tanh Transpose Unsqueeze".split(
    " ",
  ),
);
/** Operators that join two tensors of one shape, or a tensor and a constant. */
const JOINS = new Set(["Add", "Div", "Mul", "Sub"]);

/** Returns the stream and what `sum` adds to it; null when the shapes of its two inputs may differ. */
export function matchResidual(graph: GraphIndex, sum: OnnxNode): Residual | null {
  const [a = "", b = ""] = sum.inputs;
  if (isMadeOf(graph, b, a)) return { stream: a, added: b };
  return isMadeOf(graph, a, b) ? { stream: b, added: a } : null;
}

/** Whether `added` was made of a norm of `stream`. */
function isMadeOf(graph: GraphIndex, added: string, stream: string): boolean {
  for (let tensor = added; ;) {
    const node = graph.maker(tensor);
    if (node === undefined) return false;
    const [first = ""] = node.inputs;
    if (NORMS.has(node.operator)) return throughCasts(graph, first) === throughCasts(graph, stream);
    if (ROW_BY_ROW.has(node.operator)) tensor = first;
    else if (!JOINS.has(node.operator)) return false;
    else tensor = node.inputs.find((input) => graph.constant(input) === undefined) ?? "";
  }
}

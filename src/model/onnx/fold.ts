// Finds numbers that a graph computes from constants and from shapes that the file fixes: exporters write "half of the
// head" or "one over the root of the head's size" as half a dozen nodes.

import type { GraphIndex } from "./graph-index.ts";
import type { OnnxNode } from "./onnx-model.ts";
import { tensorValues } from "./tensor-values.ts";

/** The most nodes behind each other that are folded; where both inputs of each are, twice as many for each. */
const MOST_DEPTH = 12;

/**
 * Returns the one number that `tensor` holds, or null when it depends on the graph's inputs. `lastAxis` is the length
 * of the last axis of the tensors whose shape is asked for, such as the head's size in attention.
 */
export function foldNumber(
  graph: GraphIndex,
  tensor: string,
  lastAxis: number | null,
  depth = 0,
): number | null {
  const known = graph.constant(tensor);
  if (known !== undefined) {
    const values = tensorValues(known);
    return values?.length === 1 ? (values[0] ?? null) : null;
  }
  const node = graph.maker(tensor);
  if (node === undefined || depth > MOST_DEPTH) return null;
  const fold = (index: number): number | null =>
    foldNumber(graph, node.inputs[index] ?? "", lastAxis, depth + 1);
  const both = (join: (a: number, b: number) => number): number | null => {
    const [a, b] = [fold(0), fold(1)];
    return a === null || b === null ? null : join(a, b);
  };
  switch (node.operator) {
    case "Cast":
    case "Identity":
    case "Reshape":
    case "Squeeze":
    case "Unsqueeze":
      return fold(0);
    case "Sqrt": {
      const square = fold(0);
      return square === null ? null : Math.sqrt(square);
    }
    case "Div":
      return both((a, b) => a / b);
    case "Mul":
      return both((a, b) => a * b);
    case "Add":
      return both((a, b) => a + b);
    case "Sub":
      return both((a, b) => a - b);
    case "Slice":
    case "Gather":
      return isLastOfShape(graph, node, depth) ? lastAxis : null;
    default:
      return null;
  }
}

/** Whether a node takes the last entry of a tensor's shape, which in attention is also entry 3 of 4. */
function isLastOfShape(graph: GraphIndex, { operator, inputs }: OnnxNode, depth: number): boolean {
  if (graph.maker(inputs[0] ?? "")?.operator !== "Shape") return false;
  const start = foldNumber(graph, inputs[1] ?? "", null, depth + 1);
  return start === -1 || (operator === "Gather" && start === 3);
}

/** Returns the entries of a shape that the graph puts together, with null for those from its inputs. */
export function foldShape(graph: GraphIndex, tensor: string): readonly (number | null)[] | null {
  const known = graph.constant(tensor);
  if (known !== undefined) return tensorValues(known);
  const node = graph.maker(tensor);
  if (node?.operator !== "Concat") return null;
  return node.inputs.flatMap((input) => {
    const values = graph.constant(input);
    return values === undefined
      ? [foldNumber(graph, input, null)]
      : (tensorValues(values) ?? [null]);
  });
}

/** Returns the length of a tensor's last axis, from the weights that made it; null when they do not tell. */
export function lastAxisOf(graph: GraphIndex, tensor: string): number | null {
  const node = graph.maker(tensor);
  if (node === undefined) return null;
  const [first = "", second = ""] = node.inputs;
  const weights = graph.constant(second)?.dims;
  switch (node.operator) {
    case "MatMul":
      return weights?.at(-1) ?? null;
    case "MatMulNBits":
      return node.attributes.get("N")?.int ?? null;
    case "Gemm":
      return weights?.[node.attributes.get("transB")?.int === 1 ? 0 : 1] ?? null;
    case "Add":
    case "Mul": {
      const vector = node.inputs.find((input) => (graph.constant(input)?.dims.at(-1) ?? 1) > 1);
      if (vector !== undefined) return graph.constant(vector)?.dims.at(-1) ?? null;
      return lastAxisOf(graph, graph.constant(first) === undefined ? first : second);
    }
    case "Cast":
    case "Identity":
      return lastAxisOf(graph, first);
    default:
      return null;
  }
}

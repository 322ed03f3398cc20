// Attention as a traced PyTorch module writes it, found from its softmax:
//
//   scores = (query · a) × (keyᵀ · b) · c [+ mask]        query [(B,) H, S, size], keyᵀ [(B,) H, size, T]
//   output = reshape(transpose(softmax(scores) × value))   output [(B,) S, H · size]
//
// a, b and c are scalars or not there; their product is the scale.

import { foldNumber } from "../fold.ts";
import type { GraphIndex } from "../graph-index.ts";
import type { OnnxNode } from "../onnx-model.ts";
import { onlyReader, throughCasts } from "../walk.ts";

export interface ScaledDotProduct {
  readonly query: string;
  /** The key with its last two axes exchanged, as the product takes it. */
  readonly keyTransposed: string;
  readonly value: string;
  readonly mask: string | null;
  /** The scalars by which scores are multiplied, or divided. */
  readonly factors: readonly Factor[];
  /** The tensor in which the heads are joined again. */
  readonly output: string;
}

interface Factor {
  readonly tensor: string;
  readonly divides: boolean;
}

/** Matches the attention around a softmax, or returns why it is something else. */
export function matchScaledDotProduct(
  graph: GraphIndex,
  softmax: OnnxNode,
): ScaledDotProduct | string {
  const axis = softmax.attributes.get("axis")?.int ?? -1;
  if (axis !== -1 && axis !== 3) return `its softmax runs along axis ${axis}`;
  const output = matchOutput(graph, softmax);
  if (typeof output === "string") return output;

  const factors: Factor[] = [];
  let mask: string | null = null;
  let scores = throughCasts(graph, softmax.inputs[0] ?? "");
  const sum = graph.maker(scores);
  if (sum?.operator === "Add") {
    const sides = sum.inputs.map((side) => peel(graph, side));
    const at = sides.findIndex(({ tensor }) => graph.maker(tensor)?.operator === "MatMul");
    const side = sides[at];
    mask = sum.inputs[1 - at] ?? null;
    if (side === undefined || mask === null) return "what is added to its scores is not a mask";
    scores = side.tensor;
    factors.push(...side.factors);
  } else {
    const bare = peel(graph, scores);
    scores = bare.tensor;
    factors.push(...bare.factors);
  }
  const product = graph.maker(scores);
  if (product?.operator !== "MatMul") return "its scores are not a product of queries and keys";
  const [query, key] = product.inputs.map((side) => peel(graph, side));
  if (query === undefined || key === undefined) return "its scores are not a product";
  factors.push(...query.factors, ...key.factors);
  return {
    query: query.tensor,
    keyTransposed: key.tensor,
    mask,
    factors,
    ...output,
  };
}

/** Returns the product of all scalars; null if one is unknown. Some exporters read `size`, the head's, off a shape. */
export function scaleOf(
  graph: GraphIndex,
  { factors }: ScaledDotProduct,
  size: number,
): number | null {
  let scale = 1;
  for (const { tensor, divides } of factors) {
    const value = foldNumber(graph, tensor, size);
    if (value === null || !Number.isFinite(value) || value === 0) return null;
    scale = divides ? scale / value : scale * value;
  }
  return scale;
}

function matchOutput(
  graph: GraphIndex,
  softmax: OnnxNode,
): Pick<ScaledDotProduct, "value" | "output"> | string {
  const mix = onlyReader(graph, softmax.outputs[0] ?? "");
  if (mix?.operator !== "MatMul") return "its softmax is read by something other than values";
  const value = mix.inputs[1] ?? "";
  const mixed = onlyReader(graph, mix.outputs[0] ?? "");
  const back = takesBatchOut(graph, mixed) ? onlyReader(graph, mixed?.outputs[0] ?? "") : mixed;
  const perm = back?.attributes.get("perm")?.ints?.join();
  if (back?.operator !== "Transpose" || (perm !== "0,2,1,3" && perm !== "1,0,2")) {
    return "its heads are not put side by side again";
  }
  const flat = onlyReader(graph, back.outputs[0] ?? "");
  if (flat?.operator !== "Reshape") return "its heads are not joined again";
  return { value, output: flat.outputs[0] ?? "" };
}

/** Whether a node takes the one element out of a batch that was put in front of three axes. */
const takesBatchOut = (graph: GraphIndex, node: OnnxNode | undefined): boolean =>
  (node?.operator === "Squeeze" ||
    (node?.operator === "Gather" && (node.attributes.get("axis")?.int ?? 0) === 0)) &&
  foldNumber(graph, node.inputs[1] ?? "", null) === 0;

/** Returns a tensor without its casts and without the scalars that multiply or divide it. */
function peel(graph: GraphIndex, tensor: string): { tensor: string; factors: Factor[] } {
  const inner = throughCasts(graph, tensor);
  const node = graph.maker(inner);
  if (node?.operator !== "Mul" && node?.operator !== "Div") return { tensor: inner, factors: [] };
  const divides = node.operator === "Div";
  const scalar = node.inputs.findIndex(
    (input, at) => (at === 1 || !divides) && isScalar(graph, input),
  );
  if (scalar < 0) return { tensor: inner, factors: [] };
  const rest = peel(graph, node.inputs[1 - scalar] ?? "");
  const factor = { tensor: node.inputs[scalar] ?? "", divides };
  return { tensor: rest.tensor, factors: [factor, ...rest.factors] };
}

const isScalar = (graph: GraphIndex, tensor: string): boolean =>
  foldNumber(graph, tensor, 1) !== null;

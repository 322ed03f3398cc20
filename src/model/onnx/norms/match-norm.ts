// Norms as a traced PyTorch module writes them, found from their root:
//
//   rms:    x / Sqrt(ReduceMean(x²) + ε) · weight
//   layer:  d / Sqrt(ReduceMean(d²) + ε) · weight + bias,   d = x − ReduceMean(x)
//
// Means run over the last axis. A square is Pow(x, 2) or Mul(x, x); the division one Div, or a product with Div(1, root) or
// Reciprocal(root).

import type { GraphIndex } from "../graph-index.ts";
import type { OnnxNode, OnnxTensor } from "../onnx-model.ts";
import { tensorValues } from "../tensor-values.ts";
import { onlyReader } from "../walk.ts";

export interface Norm {
  readonly kind: "rms" | "layer";
  readonly input: string;
  /** [D] */
  readonly weight: string;
  /** [D]; null in an rms norm. */
  readonly bias: string | null;
  readonly epsilon: number;
  readonly output: string;
}

/** Returns the number in a constant of one element; null for anything else. */
function scalarOf(graph: GraphIndex, tensor: string): number | null {
  const constant = graph.constant(tensor);
  const values = constant === undefined ? null : tensorValues(constant);
  return values?.length === 1 ? (values[0] ?? null) : null;
}

/**
 * Matches the norm around `root`, or returns why it cannot be understood; null when `root` is not the root of a mean
 * plus a small number, so not of a norm.
 */
export function matchNorm(graph: GraphIndex, root: OnnxNode): Norm | string | null {
  const sum = root.operator === "Sqrt" ? graph.maker(root.inputs[0] ?? "") : undefined;
  if (sum?.operator !== "Add") return null;
  const at = sum.inputs.findIndex((input) => graph.maker(input)?.operator === "ReduceMean");
  const mean = graph.maker(sum.inputs[at] ?? "");
  const epsilonName = sum.inputs[1 - at] ?? "";
  const epsilon = scalarOf(graph, epsilonName);
  if (mean === undefined || epsilon === null) return null;

  if (!(epsilon > 0)) return `its epsilon is ${epsilon}`;
  if (!isOverLastAxis(graph, mean)) return "its mean is not of the last axis";
  const base = squareRootOf(graph, mean.inputs[0] ?? "");
  if (base === null) return "its mean is not of squares";
  const centred = matchCentred(graph, base);
  const scaled = matchScaled(graph, base, root);
  if (typeof scaled === "string") return scaled;
  // With a cast in between, rows and weights would differ in type; epsilon has the type of the rows.
  const { weight } = scaled;
  const element = graph.constant(epsilonName)?.element;
  if (element !== weight.element) return "its rows are of another type than its weight";
  const rms = { weight: weight.name, epsilon, output: scaled.output };
  if (centred === null) return { kind: "rms", input: base, bias: null, ...rms };
  const shift = onlyReader(graph, scaled.output);
  const bias = shift?.operator === "Add" ? vectorOf(graph, shift) : null;
  if (shift === undefined || bias === null || bias.dims[0] !== weight.dims[0]) {
    return "its bias is not a constant vector";
  }
  const output = shift.outputs[0] ?? "";
  return { ...rms, kind: "layer", input: centred, bias: bias.name, output };
}

function isOverLastAxis(graph: GraphIndex, { inputs, attributes }: OnnxNode): boolean {
  const axes =
    inputs[1] === undefined ? attributes.get("axes")?.ints?.join() : scalarOf(graph, inputs[1]);
  return Number(axes ?? NaN) === -1 && attributes.get("keepdims")?.int !== 0;
}

/** Returns the tensor that `square` is the square of; null for anything else. */
function squareRootOf(graph: GraphIndex, square: string): string | null {
  const node = graph.maker(square);
  const [base = "", other = ""] = node?.inputs ?? [];
  const isSquare =
    (node?.operator === "Pow" && scalarOf(graph, other) === 2) ||
    (node?.operator === "Mul" && base === other);
  return isSquare ? base : null;
}

/** Returns the tensor that `tensor` is without its mean; null when no mean was subtracted. */
function matchCentred(graph: GraphIndex, tensor: string): string | null {
  const node = graph.maker(tensor);
  const [input = "", off = ""] = node?.inputs ?? [];
  const mean = graph.maker(off);
  const isCentred =
    node?.operator === "Sub" &&
    mean?.operator === "ReduceMean" &&
    mean.inputs[0] === input &&
    isOverLastAxis(graph, mean);
  return isCentred ? input : null;
}

/** Matches `base` over `root`, times a weight. */
function matchScaled(
  graph: GraphIndex,
  base: string,
  root: OnnxNode,
): { weight: OnnxTensor; output: string } | string {
  const rootName = root.outputs[0] ?? "";
  let normed = onlyReader(graph, rootName);
  const isInverse =
    normed?.operator === "Reciprocal" ||
    (normed?.operator === "Div" && scalarOf(graph, normed.inputs[0] ?? "") === 1);
  if (isInverse) {
    const inverse = normed?.outputs[0] ?? "";
    normed = onlyReader(graph, inverse);
    const isProduct = normed?.operator === "Mul" && normed.inputs.includes(inverse);
    if (!isProduct || !normed?.inputs.includes(base)) return "its root divides something else";
  } else if (normed?.operator !== "Div" || normed.inputs.join() !== `${base},${rootName}`) {
    return "its root divides something else";
  }
  const scaled = onlyReader(graph, normed?.outputs[0] ?? "");
  const weight = scaled?.operator === "Mul" ? vectorOf(graph, scaled) : null;
  if (scaled === undefined || weight === null) return "its weight is not a constant vector";
  return { weight, output: scaled.outputs[0] ?? "" };
}

/** Returns the constant [D] that a node joins to its other input, under the name by which it is read. */
function vectorOf(graph: GraphIndex, { inputs }: OnnxNode): OnnxTensor | null {
  for (const name of inputs) {
    const constant = graph.constant(name);
    if (constant?.dims.length === 1) return { ...constant, name };
  }
  return null;
}

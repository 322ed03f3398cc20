// One operator for the gelu that is approximated by a tanh.
//
//   before:  y = x [+ bias];  ½ · y · (1 + Tanh(√(2/π) · (y + 0.044715 · y³))): nine or ten operators
//   after:   FastGelu(x [, bias])
//
// Factors may stand in any order, and y³ be a Pow. The exact gelu (Erf), x · sigmoid(1.702 · x) and silu the runtime itself
// joins.

import { lastAxisOf } from "../fold.ts";
import { indexGraph, type GraphIndex } from "../graph-index.ts";
import { makeNode, MICROSOFT } from "../make-parts.ts";
import { scalarOf } from "../norms/match-norm.ts";
import type { OnnxModel, OnnxNode } from "../onnx-model.ts";
import type { Rewrite, RewriteResult } from "../rewrite-model.ts";
import { onlyReader } from "../walk.ts";

export const FAST_GELU: Rewrite = { name: "fast-gelu", apply: fuse };

const SLOPE = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

function fuse(model: OnnxModel): RewriteResult {
  const graph = indexGraph(model);
  const gelus = new Map<string, string>();
  for (const tanh of model.nodes.filter(({ operator }) => operator === "Tanh")) {
    const onePlus = onlyReader(graph, tanh.outputs[0] ?? "");
    const isGelu =
      onePlus?.operator === "Add" && onePlus.inputs.some((input) => isNear(graph, input, 1));
    if (!isGelu) continue;
    const gelu = matchGelu(graph, tanh, onePlus);
    if (typeof gelu === "string") return { count: 0, left: `${tanh.name}: ${gelu}` };
    gelus.set(gelu.output, gelu.input);
  }
  if (gelus.size === 0) return { count: 0, left: "there is no gelu by tanh" };
  model.nodes = model.nodes.map((node) => {
    const [output = ""] = node.outputs;
    const input = gelus.get(output);
    if (input === undefined) return node;
    return makeNode("FastGelu", withoutBias(graph, input), [output], {}, MICROSOFT);
  });
  model.opsets.set(MICROSOFT, 1);
  return { count: gelus.size };
}

function matchGelu(
  graph: GraphIndex,
  tanh: OnnxNode,
  onePlus: OnnxNode,
): { input: string; output: string } | string {
  const outer = productOf(graph, tanh.inputs[0] ?? "");
  const sum = outer.factors.length === 1 ? graph.maker(outer.factors[0] ?? "") : undefined;
  if (sum?.operator !== "Add" || !near(outer.scale, SLOPE)) return "its tanh is of something else";
  const input = sum.inputs.find((side, at) => {
    const { scale, factors } = productOf(graph, sum.inputs[1 - at] ?? "", side);
    return near(scale, CUBIC) && factors.join() === [side, side, side].join();
  });
  if (input === undefined) return "its tanh is of no cubic";
  const [half = ""] = onePlus.outputs;
  const wanted = [input, half].toSorted().join();
  for (let node = onlyReader(graph, half); node?.operator === "Mul";) {
    const [output = ""] = node.outputs;
    const { scale, factors } = productOf(graph, output, input, half);
    if (near(scale, 0.5) && factors.toSorted().join() === wanted) return { input, output };
    node = onlyReader(graph, output);
  }
  return "its tanh is not multiplied with half its input";
}

interface Product {
  readonly scale: number;
  readonly factors: readonly string[];
}

/** A product as one number and tensors; those in `whole` are not taken apart. */
function productOf(graph: GraphIndex, tensor: string, ...whole: readonly string[]): Product {
  const scalar = scalarOf(graph, tensor);
  if (scalar !== null) return { scale: scalar, factors: [] };
  const node = graph.maker(tensor);
  const [first = "", second = ""] = node?.inputs ?? [];
  const of = (name: string): Product => productOf(graph, name, ...whole);
  if (!whole.includes(tensor) && node?.operator === "Mul") {
    const [a, b] = [of(first), of(second)];
    return { scale: a.scale * b.scale, factors: [...a.factors, ...b.factors] };
  }
  if (!whole.includes(tensor) && node?.operator === "Pow" && scalarOf(graph, second) === 3) {
    const { scale, factors } = of(first);
    return { scale: scale ** 3, factors: [...factors, ...factors, ...factors] };
  }
  return { scale: 1, factors: [tensor] };
}

/** Constants may have been rounded to half precision. */
const near = (value: number, wanted: number): boolean =>
  Math.abs(value - wanted) <= wanted * 2 ** -10;

const isNear = (graph: GraphIndex, tensor: string, wanted: number): boolean =>
  near(scalarOf(graph, tensor) ?? NaN, wanted);

/** What FastGelu reads: `tensor`, or what it was before a constant vector was added to it and that vector. */
function withoutBias(graph: GraphIndex, tensor: string): readonly string[] {
  const node = graph.maker(tensor);
  if (node?.operator !== "Add") return [tensor];
  const at = node.inputs.findIndex((input) => graph.constant(input)?.dims.length === 1);
  const [bias = "", rows = ""] = [node.inputs[at], node.inputs[1 - at]];
  const isWhole = at >= 0 && graph.constant(bias)?.dims[0] === lastAxisOf(graph, rows);
  return isWhole ? [rows, bias] : [tensor];
}

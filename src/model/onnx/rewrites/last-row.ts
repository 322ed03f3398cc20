// Only the last row's logits. Exports without `num_logits_to_keep` multiply every row with the output head:
//
//   before:  hidden [B, S, D] → head → logits [B, S, V]
//   after:   hidden [B, S, D] → Slice(−1:) [B, 1, D] → head → logits [B, 1, V]
//
// V is 150,000 in Qwen2, so a prefill of 2,048 rows would make 1.2 GB of logits of which one row is read.

import { indexGraph, type GraphIndex } from "../graph-index.ts";
import { changed, makeInts, makeNode, makeValue } from "../make-parts.ts";
import type { OnnxModel, OnnxNode } from "../onnx-model.ts";
import type { Rewrite, RewriteResult } from "../rewrite-model.ts";

const LOGITS = "logits";
/** The input by which some models are asked for fewer rows; the engine uses it where it exists. */
const OWN_WAY = "num_logits_to_keep";
/** Operators between the head and the output that treat each row by itself. */
const ROW_BY_ROW = new Set(["Cast", "Identity", "Add", "Mul", "Div", "Tanh"]);
const HEADS = new Set(["MatMul", "MatMulNBits"]);

export const LAST_ROW: Rewrite = { name: "last-row", apply: takeLastRow };

function takeLastRow(model: OnnxModel): RewriteResult {
  if (model.inputs.some(({ name }) => name === OWN_WAY)) {
    return { count: 0, left: `the graph takes ${OWN_WAY}` };
  }
  const graph = indexGraph(model);
  const head = findHead(graph);
  if (typeof head === "string") return { count: 0, left: head };
  const [hidden = ""] = head.inputs;
  const starts = makeInts(`${LOGITS}.last_row.start`, [-1]);
  const ends = makeInts(`${LOGITS}.last_row.end`, [2 ** 31 - 1]);
  const axes = makeInts(`${LOGITS}.last_row.axis`, [1]);
  for (const tensor of [starts, ends, axes]) model.weights.set(tensor.name, tensor);
  const last = `${LOGITS}.last_row`;
  const slice = makeNode("Slice", [hidden, starts.name, ends.name, axes.name], [last]);
  const index = model.nodes.indexOf(head);
  const inputs = [last, ...head.inputs.slice(1)];
  model.nodes.splice(index, 1, slice, changed(head, { inputs }));
  // The shape that the exporter wrote down says S rows; the runtime infers the new one.
  const output = model.outputs.findIndex(({ name }) => name === LOGITS);
  const declared = model.outputs[output];
  const vocabulary = declared?.shape?.at(-1) ?? "vocabulary";
  model.outputs[output] = makeValue(LOGITS, declared?.element ?? null, ["batch", 1, vocabulary]);
  model.valueInfos = model.valueInfos.filter(({ name }) => !isBetween(graph, name, head));
  return { count: 1 };
}

/** Finds the product with the output head's weights, or returns why it cannot be found. */
function findHead(graph: GraphIndex): OnnxNode | string {
  for (let tensor = LOGITS; ;) {
    const node = graph.maker(tensor);
    if (node === undefined) return `nothing makes ${tensor}`;
    if (graph.readers(tensor).length > (tensor === LOGITS ? 0 : 1)) {
      return `${tensor} is read elsewhere`;
    }
    if (HEADS.has(node.operator)) return node;
    if (!ROW_BY_ROW.has(node.operator)) return `${node.operator} follows the output head`;
    const computed = node.inputs.filter((input) => graph.constant(input) === undefined);
    const [only] = computed;
    if (computed.length !== 1 || only === undefined) return `${node.operator} joins two tensors`;
    tensor = only;
  }
}

/** Whether `tensor` is made by the head or between it and the logits. */
function isBetween(graph: GraphIndex, tensor: string, head: OnnxNode): boolean {
  for (let at = LOGITS; at !== undefined;) {
    if (at === tensor) return true;
    const node = graph.maker(at);
    if (node === undefined || node === head) return false;
    at = node.inputs.find((input) => graph.constant(input) === undefined) ?? "";
  }
  return false;
}

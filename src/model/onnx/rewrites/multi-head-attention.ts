// One operator for the attention of a traced vision encoder.
//
//   before:  Transpose of queries, keys and values; MatMul, scale, mask, Softmax, MatMul; Transpose and Reshape
//   after:   MultiHeadAttention(query, key, value)
//
// The runtime then copies no heads about, and where it can it makes no table of scores. A mask goes only where computing it
// shows that it hides nothing of what the engine sends. All layers are rewritten or none.

import { whyNotOpen } from "../attention/open-mask.ts";
import { matchVisionLayer, type VisionLayer } from "../attention/vision-layer.ts";
import { indexGraph } from "../graph-index.ts";
import { makeInts, makeNode, MICROSOFT } from "../make-parts.ts";
import type { OnnxModel, OnnxNode } from "../onnx-model.ts";
import type { Rewrite, RewriteContext, RewriteResult } from "../rewrite-model.ts";

export const MULTI_HEAD_ATTENTION: Rewrite = { name: "multi-head-attention", apply: fuse };

async function fuse(model: OnnxModel, { evaluate }: RewriteContext): Promise<RewriteResult> {
  const graph = indexGraph(model);
  const left = (why: string): RewriteResult => ({ count: 0, left: why });
  const layers: VisionLayer[] = [];
  for (const softmax of model.nodes.filter(({ operator }) => operator === "Softmax")) {
    const layer = matchVisionLayer(graph, softmax);
    if (typeof layer === "string") return left(`${softmax.name}: ${layer}`);
    layers.push(layer);
  }
  if (layers.length === 0) return left("there is no softmax");
  const masks = layers.flatMap(({ mask }) => mask ?? []);
  if (masks.length > 0) {
    const whyNot = await whyNotOpen(model, masks, evaluate);
    if (whyNot !== null) return left(whyNot);
  }
  const outputs = new Set(layers.map(({ output }) => output));
  model.nodes = [
    ...model.nodes.filter((node) => !node.outputs.some((output) => outputs.has(output))),
    ...layers.flatMap((layer, index) => fusedLayer(model, layer, `attention.${index}`)),
  ];
  model.opsets.set(MICROSOFT, 1);
  return { count: layers.length };
}

function fusedLayer(model: OnnxModel, layer: VisionLayer, prefix: string): OnnxNode[] {
  const { heads, size, scale, output } = layer;
  const nodes: OnnxNode[] = [];
  const ints = (name: string, values: readonly number[]): string => {
    model.weights.set(name, makeInts(name, values));
    return name;
  };
  // Rows [(B,) S, heads, size] → [B, S, heads · size], the same numbers in the same order.
  const joined = (part: "query" | "key" | "value"): string => {
    const { tensor, hasBatch } = layer[part];
    const shape = hasBatch
      ? ints("attention.joined", [0, 0, -1])
      : ints("attention.joined.one", [1, -1, heads * size]);
    nodes.push(makeNode("Reshape", [tensor, shape], [`${prefix}.${part}`]));
    return `${prefix}.${part}`;
  };
  const inputs = [joined("query"), joined("key"), joined("value")];
  const mixed = layer.query.hasBatch ? output : `${prefix}.mixed`;
  const attributes = { num_heads: heads, scale: { float: scale } };
  nodes.push(makeNode("MultiHeadAttention", inputs, [mixed], attributes, MICROSOFT));
  if (!layer.query.hasBatch) {
    const flat = ints("attention.rows", [-1, heads * size]);
    nodes.push(makeNode("Reshape", [mixed, flat], [output]));
  }
  return nodes;
}

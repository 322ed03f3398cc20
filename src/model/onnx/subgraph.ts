// Extracts a part of a model as a model of its own: what some tensors are made from, and nothing else.

import { changed, makeValue } from "./make-parts.ts";
import { reads, type OnnxModel, type OnnxNode, type OnnxValue } from "./onnx-model.ts";
import { tidyModel } from "./tidy-model.ts";

/**
 * Returns the model that computes `outputs` and takes only the inputs that they depend on. Tensors in `cuts` become
 * inputs of it, so that what they are made from is left out.
 */
export function subgraph(
  model: OnnxModel,
  outputs: readonly string[],
  cuts: readonly OnnxValue[] = [],
): OnnxModel {
  const cut = new Set(cuts.map(({ name }) => name));
  const withoutCuts = (node: OnnxNode): OnnxNode =>
    node.outputs.some((name) => cut.has(name))
      ? changed(node, {
          outputs: node.outputs.map((name) => (cut.has(name) ? `${name}.uncut` : name)),
        })
      : node;
  const part: OnnxModel = {
    ...model,
    nodes: model.nodes.map(withoutCuts),
    weights: new Map(model.weights),
    inputs: [...model.inputs, ...cuts],
    outputs: outputs.map((name) => makeValue(name)),
  };
  tidyModel(part);
  const used = new Set(part.nodes.flatMap(reads));
  return { ...part, inputs: part.inputs.filter(({ name }) => used.has(name)) };
}

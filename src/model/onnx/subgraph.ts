// A part of a model as a model of its own: what some tensors are made from, and nothing else.

import { makeValue } from "./make-parts.ts";
import { reads, type OnnxModel } from "./onnx-model.ts";
import { tidyModel } from "./tidy-model.ts";

/** The model that gives `outputs` and takes only those inputs that they depend on. */
export function subgraph(model: OnnxModel, outputs: readonly string[]): OnnxModel {
  const part: OnnxModel = {
    ...model,
    nodes: [...model.nodes],
    weights: new Map(model.weights),
    inputs: [...model.inputs],
    outputs: outputs.map((name) => makeValue(name)),
  };
  tidyModel(part);
  const used = new Set(part.nodes.flatMap(reads));
  return { ...part, inputs: part.inputs.filter(({ name }) => used.has(name)) };
}

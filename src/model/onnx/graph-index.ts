// Which node makes a tensor, which nodes read it, and what is known of its value before the graph runs.

import type { OnnxModel, OnnxNode, OnnxTensor } from "./onnx-model.ts";
import { reads } from "./onnx-model.ts";

/** An index of a model as it is now; after a rewrite has changed nodes, a new one is made. */
export interface GraphIndex {
  maker(tensor: string): OnnxNode | undefined;
  readers(tensor: string): readonly OnnxNode[];
  /** Returns a weight, or the value of a Constant node, also through `Identity`. */
  constant(tensor: string): OnnxTensor | undefined;
  isOutput(tensor: string): boolean;
}

export function indexGraph(model: OnnxModel): GraphIndex {
  const makers = new Map<string, OnnxNode>();
  const readersOf = new Map<string, OnnxNode[]>();
  for (const node of model.nodes) {
    for (const output of node.outputs) makers.set(output, node);
    for (const input of new Set(reads(node))) {
      const known = readersOf.get(input);
      if (known === undefined) readersOf.set(input, [node]);
      else known.push(node);
    }
  }
  const outputs = new Set(model.outputs.map(({ name }) => name));
  const constant = (tensor: string): OnnxTensor | undefined => {
    const node = makers.get(tensor);
    if (node === undefined) return model.weights.get(tensor);
    if (node.operator === "Identity") return constant(node.inputs[0] ?? "");
    return node.operator === "Constant" ? node.attributes.get("value")?.tensor : undefined;
  };
  return {
    maker: (tensor) => makers.get(tensor),
    readers: (tensor) => readersOf.get(tensor) ?? [],
    constant,
    isOutput: (tensor) => outputs.has(tensor),
  };
}

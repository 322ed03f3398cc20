// Steps from node to node that several patterns use.

import type { GraphIndex } from "./graph-index.ts";
import type { OnnxNode } from "./onnx-model.ts";

/** Returns the one reader of a tensor, through casts; undefined for several readers or an output of the graph. */
export function onlyReader(graph: GraphIndex, tensor: string): OnnxNode | undefined {
  const readers = graph.readers(tensor);
  const [reader] = readers;
  if (readers.length !== 1 || reader === undefined || graph.isOutput(tensor)) return undefined;
  return reader.operator === "Cast" ? onlyReader(graph, reader.outputs[0] ?? "") : reader;
}

/** Returns what a tensor was before casts. */
export function throughCasts(graph: GraphIndex, tensor: string): string {
  const node = graph.maker(tensor);
  return node?.operator === "Cast" || node?.operator === "Identity"
    ? throughCasts(graph, node.inputs[0] ?? "")
    : tensor;
}

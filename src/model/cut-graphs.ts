// Cuts a decoder's graph into parts when a method asks for it, from the file that its session was made of. The weights of
// a large file stay where they are: every part's session reads its own from the same Blob.

import type { Gpu } from "../gpu/device.ts";
import { createGraph, type ExternalData, type Graph, type GraphRuntime } from "./graph.ts";
import { addOutputs } from "./onnx/add-outputs.ts";
import { lastAttention, type AttentionTensors } from "./onnx/cut/attention-tensors.ts";
import { cutModel, type ModelPart } from "./onnx/cut/cut-model.ts";
import { readModel } from "./onnx/read-model.ts";
import { writeModel } from "./onnx/write-model.ts";

/** A graph after its rewrites. */
export interface GraphFile {
  /** The protobuf; a Blob, which the browser may keep on the disk. */
  readonly file: Blob;
  readonly externalData: readonly ExternalData[];
}

export interface CutGraph extends Omit<ModelPart, "model"> {
  /**
   * What its last attention takes; `queries` are then an output of the graph. Null for the last part, which passes no
   * rows on, and where queries behind their rotation are no tensor.
   */
  readonly attention: AttentionTensors | null;
  /** Opens the part's session. @throws AppError `graph-create`. */
  open(gpu: Gpu, runtime: GraphRuntime): Promise<Graph>;
}

/** Cuts before each of `layers`; without any, the whole is the only part. @throws AppError `graph-cut`. */
export async function cutGraphs(
  { file, externalData }: GraphFile,
  layers: readonly number[],
): Promise<CutGraph[]> {
  const model = readModel(new Uint8Array(await file.arrayBuffer()));
  return cutModel(model, layers).map(({ model: part, ...place }) => {
    const attention = place.to === Infinity ? null : lastAttention(part);
    const bytes = writeModel(attention === null ? part : addOutputs(part, [attention.queries]));
    const name = layers.length === 0 ? "decoder_model_merged" : `decoder from layer ${place.from}`;
    return {
      ...place,
      attention,
      open: (gpu, runtime) => createGraph(gpu, name, bytes, runtime, externalData),
    };
  });
}

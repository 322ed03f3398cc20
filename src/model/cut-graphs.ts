// Cuts a decoder's graph into parts when a method asks for it, from the file that its session was made of. The weights of
// a large file stay where they are: every part's session reads its own from the same Blob.

import type { Gpu } from "../gpu/device.ts";
import { createGraph, type ExternalData, type Graph, type GraphRuntime } from "./graph.ts";
import { addOutputs } from "./onnx/add-outputs.ts";
import { endAttentions, type AttentionTensors } from "./onnx/cut/attention-tensors.ts";
import { cutModel, type ModelPart } from "./onnx/cut/cut-model.ts";
import type { OnnxModel } from "./onnx/onnx-model.ts";
import { readModel } from "./onnx/read-model.ts";
import { subgraph } from "./onnx/subgraph.ts";
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
  /**
   * What computes the queries and keys of its first attention from what the part takes, without its cache: the layer's
   * norm, projections and rotation once more. Null for the first part, and where they are no tensors of the graph.
   */
  readonly probe: CutProbe | null;
  /** Opens the part's session. @throws AppError `graph-create`. */
  open(gpu: Gpu, runtime: GraphRuntime): Promise<Graph>;
}

export interface CutProbe {
  readonly attention: AttentionTensors;
  /** The outputs: queries and keys. */
  readonly gives: readonly string[];
  /** Opens its session. @throws AppError `graph-create`. */
  open(gpu: Gpu, runtime: GraphRuntime): Promise<Graph>;
}

/** Cuts before each of `layers`; without any, the whole is the only part. @throws AppError `graph-cut`. */
export async function cutGraphs(
  { file, externalData }: GraphFile,
  layers: readonly number[],
): Promise<CutGraph[]> {
  const model = readModel(new Uint8Array(await file.arrayBuffer()));
  return cutModel(model, layers).map(({ model: part, ...place }) => {
    const { first, last } = endAttentions(part);
    const attention = place.to === Infinity ? null : last;
    const bytes = writeModel(attention === null ? part : addOutputs(part, [attention.queries]));
    const name = layers.length === 0 ? "decoder_model_merged" : `decoder from layer ${place.from}`;
    return {
      ...place,
      attention,
      probe: place.from === 0 ? null : probeOf(part, place.from, first, externalData),
      open: (gpu, runtime) => createGraph(gpu, name, bytes, runtime, externalData),
    };
  });
}

function probeOf(
  part: OnnxModel,
  layer: number,
  attention: AttentionTensors | null,
  externalData: readonly ExternalData[],
): CutProbe | null {
  // A hybrid's first attention may be layers behind the cut.
  if (attention === null || attention.keys === null || attention.layer !== layer) return null;
  const gives = [attention.queries, attention.keys];
  const bytes = writeModel(subgraph(part, gives));
  const name = `attention of layer ${layer}`;
  return {
    attention,
    gives,
    open: (gpu, runtime) => createGraph(gpu, name, bytes, runtime, externalData),
  };
}

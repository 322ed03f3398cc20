// Writes a model, as the rewrites left it, into the bytes of an ONNX file.

import { PbfWriter } from "pbf";
import { joined } from "./joined.ts";
import type { OnnxModel, OnnxNode } from "./onnx-model.ts";
import { GRAPH, MODEL, NODE, OPSET } from "./proto.ts";

/** Writes a ModelProto. Unchanged nodes, weights and values are written as they were read. */
export function writeModel(model: OnnxModel): Uint8Array<ArrayBuffer> {
  const pbf = new PbfWriter();
  const graph = graphBytes(model);
  pbf.writeBytesField(MODEL.graph, graph);
  for (const [domain, version] of model.opsets) {
    const opset = new PbfWriter();
    opset.writeStringField(OPSET.domain, domain);
    opset.writeVarintField(OPSET.version, version);
    pbf.writeBytesField(MODEL.opset, opset.finish());
  }
  return joined([...model.fields, pbf.finish()]);
}

function graphBytes(model: OnnxModel): Uint8Array {
  const pbf = new PbfWriter();
  for (const node of model.nodes) pbf.writeBytesField(GRAPH.node, node.bytes ?? nodeBytes(node));
  for (const { bytes } of model.weights.values()) pbf.writeBytesField(GRAPH.initializer, bytes);
  for (const { bytes } of model.inputs) pbf.writeBytesField(GRAPH.input, bytes);
  for (const { bytes } of model.outputs) pbf.writeBytesField(GRAPH.output, bytes);
  for (const { bytes } of model.valueInfos) pbf.writeBytesField(GRAPH.valueInfo, bytes);
  return joined([...model.graphFields, pbf.finish()]);
}

function nodeBytes({ operator, domain, name, inputs, outputs, attributes }: OnnxNode): Uint8Array {
  const pbf = new PbfWriter();
  for (const input of inputs) pbf.writeStringField(NODE.input, input);
  for (const output of outputs) pbf.writeStringField(NODE.output, output);
  pbf.writeStringField(NODE.name, name);
  pbf.writeStringField(NODE.operator, operator);
  for (const { bytes } of attributes.values()) pbf.writeBytesField(NODE.attribute, bytes);
  if (domain !== "") pbf.writeStringField(NODE.domain, domain);
  return pbf.finish();
}

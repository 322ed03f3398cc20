// Writes a graph into the bytes of an ONNX ModelProto. Field numbers are those of onnx.proto (IR version 8).

import { PbfWriter } from "pbf";
import { joined } from "./bytes.ts";
import {
  ELEMENTS,
  type Attribute,
  type Graph,
  type Node,
  type Tensor,
  type Value,
} from "./element.ts";

/** Where a tensor's bytes are when they are not in the graph itself. */
export interface External {
  /** The name of a file beside the graph. */
  readonly location: string;
  readonly offset: number;
}

const IR_VERSION = 8;
/** LayerNormalization exists from 17 on. */
const OPSETS = [
  { domain: "", version: 17 },
  { domain: "com.microsoft", version: 1 },
] as const;

const ATTRIBUTE_TYPES = { float: 1, int: 2, string: 3, ints: 7 } as const;
/** TensorProto.DataLocation.EXTERNAL */
const EXTERNAL = 1;

/** Returns the bytes; tensors to which `externalOf` gives a place are referred to, not included. */
export function modelBytes(
  graph: Graph,
  externalOf: (tensor: Tensor) => External | undefined = () => undefined,
): Uint8Array<ArrayBuffer> {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, IR_VERSION);
  pbf.writeStringField(2, "framewise-replica");
  pbf.writeMessage(7, writeGraph, { graph, externalOf });
  for (const opset of OPSETS) pbf.writeMessage(8, writeOpset, opset);
  return Uint8Array.from(pbf.finish());
}

function writeOpset({ domain, version }: (typeof OPSETS)[number], pbf: PbfWriter): void {
  pbf.writeStringField(1, domain);
  pbf.writeVarintField(2, version);
}

function writeGraph(
  { graph, externalOf }: { graph: Graph; externalOf: (tensor: Tensor) => External | undefined },
  pbf: PbfWriter,
): void {
  for (const node of graph.nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, graph.name);
  for (const tensor of graph.tensors) {
    pbf.writeMessage(5, writeTensor, { tensor, external: externalOf(tensor) });
  }
  for (const value of graph.inputs) pbf.writeMessage(11, writeValue, value);
  for (const value of graph.outputs) pbf.writeMessage(12, writeValue, value);
}

function writeNode({ operator, domain, inputs, outputs, attributes }: Node, pbf: PbfWriter): void {
  for (const input of inputs) pbf.writeStringField(1, input);
  for (const output of outputs) pbf.writeStringField(2, output);
  pbf.writeStringField(3, outputs.find((output) => output !== "") ?? "");
  pbf.writeStringField(4, operator);
  for (const entry of Object.entries(attributes)) pbf.writeMessage(5, writeAttribute, entry);
  if (domain !== "") pbf.writeStringField(7, domain);
}

function writeAttribute([name, value]: [string, Attribute], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  if (typeof value === "number") {
    pbf.writeVarintField(3, value);
    pbf.writeVarintField(20, ATTRIBUTE_TYPES.int);
  } else if (typeof value === "string") {
    pbf.writeBytesField(4, new TextEncoder().encode(value));
    pbf.writeVarintField(20, ATTRIBUTE_TYPES.string);
  } else if ("float" in value) {
    pbf.writeFloatField(2, value.float);
    pbf.writeVarintField(20, ATTRIBUTE_TYPES.float);
  } else {
    for (const each of value) pbf.writeVarintField(8, each);
    pbf.writeVarintField(20, ATTRIBUTE_TYPES.ints);
  }
}

function writeTensor(
  { tensor, external }: { tensor: Tensor; external: External | undefined },
  pbf: PbfWriter,
): void {
  for (const dim of tensor.dims) pbf.writeVarintField(1, dim);
  pbf.writeVarintField(2, ELEMENTS[tensor.element].code);
  pbf.writeStringField(8, tensor.name);
  if (external === undefined) {
    pbf.writeBytesField(9, joined(tensor, tensor.name));
    return;
  }
  const { location, offset } = external;
  const entries = { location, offset: `${offset}`, length: `${tensor.byteLength}` };
  for (const entry of Object.entries(entries)) pbf.writeMessage(13, writeEntry, entry);
  pbf.writeVarintField(14, EXTERNAL);
}

function writeEntry([key, value]: [string, string], pbf: PbfWriter): void {
  pbf.writeStringField(1, key);
  pbf.writeStringField(2, value);
}

/** ValueInfoProto { name, TypeProto { Tensor { elem_type, TensorShapeProto { dim } } } } */
function writeValue(value: Value, pbf: PbfWriter): void {
  pbf.writeStringField(1, value.name);
  pbf.writeMessage(
    2,
    (_, type) =>
      type.writeMessage(
        1,
        (_, tensor) => {
          tensor.writeVarintField(1, ELEMENTS[value.element].code);
          tensor.writeMessage(
            2,
            (_, shape) => {
              for (const dim of value.shape) shape.writeMessage(1, writeDim, dim);
            },
            null,
          );
        },
        null,
      ),
    null,
  );
}

function writeDim(dim: number | string, pbf: PbfWriter): void {
  if (typeof dim === "number") pbf.writeVarintField(1, dim);
  else pbf.writeStringField(2, dim);
}

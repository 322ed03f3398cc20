// Parses the bytes of an ONNX file into its nodes, weights, inputs and outputs. Nothing is copied: all byte fields are
// views of the file.

import { PbfReader } from "pbf";
import type { OnnxAttribute, OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from "./onnx-model.ts";
import {
  ATTRIBUTE,
  DIM,
  GRAPH,
  MODEL,
  NODE,
  OPSET,
  SHAPE,
  TENSOR,
  TENSOR_TYPE,
  TYPE,
  VALUE,
} from "./proto.ts";

/**
 * Reads a ModelProto. A file may hold its graph in several pieces, as protobuf allows; they count as one.
 * @throws RangeError or Error from the protobuf reader when the bytes are not protobuf.
 */
export function readModel(bytes: Uint8Array): OnnxModel {
  const fields: Uint8Array[] = [];
  const opsets = new Map<string, number>();
  const graph = emptyGraph();
  eachField(bytes, (field, pbf, whole) => {
    if (field === MODEL.graph) readGraph(pbf.readBytes(), graph);
    else if (field === MODEL.opset) readOpset(pbf.readBytes(), opsets);
    else fields.push(whole());
  });
  return { fields, opsets, ...graph };
}

/** Calls `see` for each field; `whole` skips the field's value and returns the field with its tag. */
function eachField(
  bytes: Uint8Array,
  see: (field: number, pbf: PbfReader, whole: () => Uint8Array) => void,
): void {
  const pbf = new PbfReader(bytes);
  for (let start = 0; pbf.pos < bytes.length; start = pbf.pos) {
    const field = pbf.nextField();
    const from = start;
    const value = pbf.pos;
    see(field, pbf, () => {
      pbf.skip(pbf.type);
      return bytes.subarray(from, pbf.pos);
    });
    if (pbf.pos === value) pbf.skip(pbf.type);
    // The reader gives what there is of a field that is cut off.
    if (pbf.pos > bytes.length) throw new RangeError("A field reaches beyond its end.");
  }
}

type GraphParts = Omit<OnnxModel, "fields" | "opsets"> & { readonly graphFields: Uint8Array[] };

const emptyGraph = (): GraphParts => ({
  graphFields: [],
  nodes: [],
  weights: new Map(),
  inputs: [],
  outputs: [],
  valueInfos: [],
});

function readGraph(bytes: Uint8Array, graph: GraphParts): void {
  eachField(bytes, (field, pbf, whole) => {
    if (field === GRAPH.node) graph.nodes.push(readNode(pbf.readBytes()));
    else if (field === GRAPH.initializer) {
      const tensor = readTensor(pbf.readBytes());
      graph.weights.set(tensor.name, tensor);
    } else if (field === GRAPH.input) graph.inputs.push(readValue(pbf.readBytes()));
    else if (field === GRAPH.output) graph.outputs.push(readValue(pbf.readBytes()));
    else if (field === GRAPH.valueInfo) graph.valueInfos.push(readValue(pbf.readBytes()));
    else graph.graphFields.push(whole());
  });
}

function readOpset(bytes: Uint8Array, opsets: Map<string, number>): void {
  let domain = "";
  let version = 0;
  eachField(bytes, (field, pbf) => {
    if (field === OPSET.domain) domain = pbf.readString();
    else if (field === OPSET.version) version = pbf.readVarint();
  });
  opsets.set(domain, version);
}

function readNode(bytes: Uint8Array): OnnxNode {
  const text = { operator: "", domain: "", name: "" };
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  const captured: string[] = [];
  eachField(bytes, (field, pbf) => {
    if (field === NODE.input) inputs.push(pbf.readString());
    else if (field === NODE.output) outputs.push(pbf.readString());
    else if (field === NODE.operator) text.operator = pbf.readString();
    else if (field === NODE.domain) text.domain = pbf.readString();
    else if (field === NODE.name) text.name = pbf.readString();
    else if (field === NODE.attribute) readAttribute(pbf.readBytes(), attributes, captured);
  });
  if (text.domain === "ai.onnx") text.domain = "";
  return { ...text, inputs, outputs, attributes, captured, bytes };
}

function readAttribute(
  bytes: Uint8Array,
  attributes: Map<string, OnnxAttribute>,
  captured: string[],
): void {
  let name = "";
  const ints: number[] = [];
  const value: { -readonly [K in keyof OnnxAttribute]: OnnxAttribute[K] } = { bytes };
  eachField(bytes, (field, pbf) => {
    if (field === ATTRIBUTE.name) name = pbf.readString();
    else if (field === ATTRIBUTE.float) value.float = pbf.readFloat();
    else if (field === ATTRIBUTE.int) value.int = pbf.readVarint(true);
    else if (field === ATTRIBUTE.string) value.text = pbf.readString();
    else if (field === ATTRIBUTE.tensor) value.tensor = readTensor(pbf.readBytes());
    else if (field === ATTRIBUTE.ints) readInts(pbf, ints);
    else if (field === ATTRIBUTE.graph || field === ATTRIBUTE.graphs) {
      captured.push(...readCaptured(pbf.readBytes()));
    }
  });
  if (ints.length > 0) value.ints = ints;
  attributes.set(name, value);
}

/** Reads whole numbers, packed into one field or each in its own. */
function readInts(pbf: PbfReader, into: number[]): void {
  pbf.readPackedVarint(into, true);
}

/** Returns the names that a graph inside a node reads and does not make itself. */
function readCaptured(bytes: Uint8Array): string[] {
  const inner = emptyGraph();
  readGraph(bytes, inner);
  const made = new Set([
    ...inner.inputs.map(({ name }) => name),
    ...inner.weights.keys(),
    ...inner.nodes.flatMap(({ outputs }) => outputs),
  ]);
  return inner.nodes
    .flatMap(({ inputs, captured }) => [...inputs, ...captured])
    .filter((name) => name !== "" && !made.has(name));
}

function readTensor(bytes: Uint8Array): OnnxTensor {
  let name = "";
  let element = 0;
  const dims: number[] = [];
  eachField(bytes, (field, pbf) => {
    if (field === TENSOR.name) name = pbf.readString();
    else if (field === TENSOR.type) element = pbf.readVarint();
    else if (field === TENSOR.dims) readInts(pbf, dims);
  });
  return { name, dims, element, bytes };
}

function readValue(bytes: Uint8Array): OnnxValue {
  let name = "";
  let element: number | null = null;
  let shape: (number | string)[] | null = null;
  const readDim = (dim: Uint8Array): void => {
    let length: number | string = "";
    eachField(dim, (field, pbf) => {
      if (field === DIM.value) length = pbf.readVarint(true);
      else if (field === DIM.name) length = pbf.readString();
    });
    shape?.push(length);
  };
  const readTensorType = (type: Uint8Array): void =>
    eachField(type, (field, pbf) => {
      if (field === TENSOR_TYPE.element) element = pbf.readVarint();
      else if (field === TENSOR_TYPE.shape) {
        shape = [];
        eachField(pbf.readBytes(), (inner, dims) => {
          if (inner === SHAPE.dim) readDim(dims.readBytes());
        });
      }
    });
  eachField(bytes, (field, pbf) => {
    if (field === VALUE.name) name = pbf.readString();
    else if (field === VALUE.type) {
      eachField(pbf.readBytes(), (inner, type) => {
        if (inner === TYPE.tensor) readTensorType(type.readBytes());
      });
    }
  });
  return { name, element, shape, bytes };
}

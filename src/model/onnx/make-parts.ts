// Makes nodes, attributes, weights and values for the rewrites.

import { PbfWriter } from "pbf";
import type { OnnxAttribute, OnnxNode, OnnxTensor, OnnxValue } from "./onnx-model.ts";
import {
  ATTRIBUTE,
  ATTRIBUTE_TYPE,
  DIM,
  ELEMENT,
  SHAPE,
  TENSOR,
  TENSOR_TYPE,
  TYPE,
  VALUE,
} from "./proto.ts";

export const MICROSOFT = "com.microsoft";

/** An attribute's value: a whole number is an INT, `{ float }` a FLOAT, a list INTS. */
export type AttributeValue = number | { readonly float: number } | readonly number[];

/** Makes a node with an operator of the standard or of `domain`. Its first output names it. */
export function makeNode(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
  domain = "",
): OnnxNode {
  const entries = Object.entries(attributes).map(
    ([name, value]) => [name, makeAttribute(name, value)] as const,
  );
  const name = outputs.find((output) => output !== "") ?? operator;
  return {
    operator,
    domain,
    name,
    inputs,
    outputs,
    attributes: new Map(entries),
    captured: [],
    bytes: null,
  };
}

/** Returns the node with other inputs, outputs or attributes. */
export const changed = (node: OnnxNode, change: Partial<OnnxNode>): OnnxNode => ({
  ...node,
  ...change,
  bytes: null,
});

export function makeAttribute(name: string, value: AttributeValue): OnnxAttribute {
  const pbf = new PbfWriter();
  pbf.writeStringField(ATTRIBUTE.name, name);
  if (typeof value === "number") {
    pbf.writeVarintField(ATTRIBUTE.int, value);
    pbf.writeVarintField(ATTRIBUTE.type, ATTRIBUTE_TYPE.int);
    return { int: value, bytes: pbf.finish() };
  }
  if ("float" in value) {
    pbf.writeFloatField(ATTRIBUTE.float, value.float);
    pbf.writeVarintField(ATTRIBUTE.type, ATTRIBUTE_TYPE.float);
    return { float: value.float, bytes: pbf.finish() };
  }
  for (const each of value) pbf.writeVarintField(ATTRIBUTE.ints, each);
  pbf.writeVarintField(ATTRIBUTE.type, ATTRIBUTE_TYPE.ints);
  return { ints: value, bytes: pbf.finish() };
}

/** Makes a tensor of `bytes`, little-endian, row by row. */
export function makeTensor(
  name: string,
  element: number,
  dims: readonly number[],
  bytes: Uint8Array,
): OnnxTensor {
  const pbf = new PbfWriter();
  for (const dim of dims) pbf.writeVarintField(TENSOR.dims, dim);
  pbf.writeVarintField(TENSOR.type, element);
  pbf.writeStringField(TENSOR.name, name);
  pbf.writeBytesField(TENSOR.raw, bytes);
  return { name, dims, element, bytes: pbf.finish() };
}

/** Makes int64 constants; `dims` [] makes a scalar. */
export const makeInts = (
  name: string,
  values: readonly number[],
  dims: readonly number[] = [values.length],
): OnnxTensor =>
  makeTensor(name, ELEMENT.int64, dims, new Uint8Array(BigInt64Array.from(values, BigInt).buffer));

/** Makes an input or output; without `element` its type is left to the runtime, without `shape` any shape fits. */
export function makeValue(
  name: string,
  element: number | null = null,
  shape: OnnxValue["shape"] = [],
): OnnxValue {
  const pbf = new PbfWriter();
  pbf.writeStringField(VALUE.name, name);
  if (element !== null) {
    pbf.writeMessage(VALUE.type, writeType, { element, shape });
  }
  return { name, element, shape: element === null ? null : shape, bytes: pbf.finish() };
}

interface TensorType {
  readonly element: number;
  readonly shape: OnnxValue["shape"];
}

function writeType(type: TensorType, pbf: PbfWriter): void {
  pbf.writeMessage(TYPE.tensor, writeTensorType, type);
}

function writeTensorType({ element, shape }: TensorType, pbf: PbfWriter): void {
  pbf.writeVarintField(TENSOR_TYPE.element, element);
  if (shape !== null) pbf.writeMessage(TENSOR_TYPE.shape, writeShape, shape);
}

function writeShape(shape: readonly (number | string)[], pbf: PbfWriter): void {
  for (const dim of shape) pbf.writeMessage(SHAPE.dim, writeDim, dim);
}

function writeDim(dim: number | string, pbf: PbfWriter): void {
  if (typeof dim === "number") pbf.writeVarintField(DIM.value, dim);
  else pbf.writeStringField(DIM.name, dim);
}

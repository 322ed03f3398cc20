// The element types of ONNX that replicas use, with their numbers in TensorProto.DataType.

import type { LazyBytes } from "./bytes.ts";

export const ELEMENTS = {
  float32: { code: 1, bytes: 4 },
  uint8: { code: 2, bytes: 1 },
  int32: { code: 6, bytes: 4 },
  int64: { code: 7, bytes: 8 },
  bool: { code: 9, bytes: 1 },
  float16: { code: 10, bytes: 2 },
} as const;

export type Element = keyof typeof ELEMENTS;

/** A shape, in which names are free axes. */
export type Shape = readonly (number | string)[];

/** An input or output of a graph. */
export interface Value {
  readonly name: string;
  readonly element: Element;
  readonly shape: Shape;
}

/** A weight; its bytes are little-endian. */
export interface Tensor extends LazyBytes {
  readonly name: string;
  readonly element: Element;
  readonly dims: readonly number[];
}

export interface Node {
  readonly operator: string;
  /** The operator's domain: "" or "com.microsoft". */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** An attribute: a plain number is an INT, `float` makes it a FLOAT. */
export type Attribute = number | string | readonly number[] | { readonly float: number };

export const float = (value: number): Attribute => ({ float: value });

export interface Graph {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly tensors: readonly Tensor[];
  readonly nodes: readonly Node[];
}

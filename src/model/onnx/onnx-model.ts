// An ONNX file in memory as the rewrites see it: the nodes in full, everything else as the bytes that were read. What
// the rewrites do not change is written back byte for byte.

export interface OnnxModel {
  /** Fields of the ModelProto other than its graph and its operator sets, with their tags. */
  readonly fields: readonly Uint8Array[];
  /** Fields of the GraphProto other than those below, with their tags. */
  readonly graphFields: readonly Uint8Array[];
  /** The version of each domain; "" is the standard's own. */
  readonly opsets: Map<string, number>;
  /** The nodes, each after those whose outputs it reads. */
  nodes: OnnxNode[];
  /** Weights and constants held in the graph or in a file beside it, by name. */
  readonly weights: Map<string, OnnxTensor>;
  readonly inputs: OnnxValue[];
  readonly outputs: OnnxValue[];
  /** The types that the exporter wrote down for tensors inside the graph. */
  valueInfos: OnnxValue[];
}

export interface OnnxNode {
  readonly operator: string;
  /** The operator's domain; "" for the standard's own. */
  readonly domain: string;
  readonly name: string;
  /** The names of the input tensors; "" for an omitted one. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
  /** The names that the node's inner graphs read from outside. */
  readonly captured: readonly string[];
  /** The NodeProto as it was read; null for a node made by a rewrite. */
  readonly bytes: Uint8Array | null;
}

export interface OnnxAttribute {
  readonly float?: number;
  readonly int?: number;
  readonly text?: string;
  readonly ints?: readonly number[];
  readonly tensor?: OnnxTensor;
  /** The AttributeProto. */
  readonly bytes: Uint8Array;
}

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  /** A number of TensorProto.DataType. */
  readonly element: number;
  /** The TensorProto. */
  readonly bytes: Uint8Array;
}

/** An input or output of a graph. */
export interface OnnxValue {
  readonly name: string;
  /** A number of TensorProto.DataType; null when the file does not say. */
  readonly element: number | null;
  /** The shape: numbers are fixed, names are free; null when the file does not give it. */
  readonly shape: readonly (number | string)[] | null;
  /** The ValueInfoProto. */
  readonly bytes: Uint8Array;
}

/** Returns the names of all tensors that a node reads, including its inner graphs. */
export const reads = ({ inputs, captured }: OnnxNode): string[] =>
  [...inputs, ...captured].filter((name) => name !== "");

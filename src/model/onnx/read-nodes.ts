// The nodes of an ONNX file, without its weights: what a graph computes, from what. Field numbers: onnx.proto.

import { PbfReader } from "pbf";

export interface OnnxNode {
  readonly operator: string;
  /** Names, "" for one left out; and behind them what the node's inner graphs take from outside. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly ints: ReadonlyMap<string, number>;
}

export interface OnnxGraph {
  /** Each behind those that it reads from. */
  readonly nodes: readonly OnnxNode[];
  /** Names of weights and constants held in the graph or beside it. */
  readonly weights: ReadonlySet<string>;
  readonly outputs: ReadonlySet<string>;
}

const MODEL_GRAPH = 7;
const GRAPH = { node: 1, initializer: 5, output: 12 } as const;
const NODE = { input: 1, output: 2, operator: 4, attribute: 5 } as const;
const ATTRIBUTE = { name: 1, int: 3, graph: 6 } as const;
const TENSOR_NAME = 8;
const VALUE_NAME = 1;

/** A ModelProto may come in pieces, one behind the other; the parts of its graph then count as one. */
export function readNodes(bytes: Uint8Array): OnnxGraph {
  const graph = emptyGraph();
  new PbfReader(bytes).readFields<null>((tag, _, pbf) => {
    if (tag === MODEL_GRAPH) readGraph(pbf, graph);
  }, null);
  return graph;
}

interface Draft {
  readonly nodes: OnnxNode[];
  readonly weights: Set<string>;
  readonly outputs: Set<string>;
}

const emptyGraph = (): Draft => ({ nodes: [], weights: new Set(), outputs: new Set() });

function readGraph(pbf: PbfReader, graph: Draft): void {
  pbf.readMessage<null>((tag) => {
    if (tag === GRAPH.node) graph.nodes.push(readNode(pbf));
    else if (tag === GRAPH.initializer) graph.weights.add(readName(pbf, TENSOR_NAME));
    else if (tag === GRAPH.output) graph.outputs.add(readName(pbf, VALUE_NAME));
  }, null);
}

function readNode(pbf: PbfReader): OnnxNode {
  const node = { operator: "", inputs: [] as string[], outputs: [] as string[] };
  const ints = new Map<string, number>();
  const captured: string[] = [];
  pbf.readMessage<null>((tag) => {
    if (tag === NODE.input) node.inputs.push(pbf.readString());
    else if (tag === NODE.output) node.outputs.push(pbf.readString());
    else if (tag === NODE.operator) node.operator = pbf.readString();
    else if (tag === NODE.attribute) readAttribute(pbf, ints, captured);
  }, null);
  return { ...node, inputs: [...node.inputs, ...captured], ints };
}

function readAttribute(pbf: PbfReader, ints: Map<string, number>, captured: string[]): void {
  let name = "";
  pbf.readMessage<null>((tag) => {
    if (tag === ATTRIBUTE.name) name = pbf.readString();
    else if (tag === ATTRIBUTE.int) ints.set(name, pbf.readVarint(true));
    else if (tag === ATTRIBUTE.graph) captured.push(...readCaptured(pbf));
  }, null);
}

/** What a graph inside a node reads and does not make itself. */
function readCaptured(pbf: PbfReader): string[] {
  const inner = emptyGraph();
  readGraph(pbf, inner);
  const made = new Set([...inner.weights, ...inner.nodes.flatMap(({ outputs }) => outputs)]);
  return inner.nodes.flatMap(({ inputs }) => inputs).filter((name) => !made.has(name));
}

function readName(pbf: PbfReader, field: number): string {
  let name = "";
  pbf.readMessage<null>((tag) => {
    if (tag === field) name = pbf.readString();
  }, null);
  return name;
}

// One operator for the attention of a traced decoder.
//
//   before:  rotate by Mul, Neg and Concat; Concat with the past; Expand of key/value heads; MatMul, mask, Softmax, MatMul
//   after:   RotaryEmbedding(query), RotaryEmbedding(key), GroupQueryAttention
//
// The engine then keeps keys and values in tensors of fixed size that the graph writes in place, and the runtime's fused
// attention makes no table of scores. The angles come from tables that are read off the graph once, so that no sine is
// computed on the GPU. With M-RoPE a row's angles are gathered from three tables, one an axis.
//
// All layers are rewritten or none: a graph half of whose attention is understood is left alone.

import { halvesOf } from "../../../base/half.ts";
import { matchCachedLayer, type CachedLayer } from "../attention/cached-layer.ts";
import { readAngles, type AngleTables } from "../attention/angle-tables.ts";
import { whyNotCausal } from "../attention/probe.ts";
import { indexGraph } from "../graph-index.ts";
import { makeInts, makeNode, makeTensor, MICROSOFT } from "../make-parts.ts";
import type { OnnxModel, OnnxNode } from "../onnx-model.ts";
import { ELEMENT } from "../proto.ts";
import type { Rewrite, RewriteContext, RewriteResult } from "../rewrite-model.ts";
import { POSITION_IDS } from "./explicit-rotation.ts";

export const GROUP_QUERY_ATTENTION: Rewrite = { name: "group-query-attention", apply: fuse };

/** The most rows of a table of angles; a prompt here never has more positions. */
const MOST_ROWS = 32_768;

async function fuse(model: OnnxModel, context: RewriteContext): Promise<RewriteResult> {
  const graph = indexGraph(model);
  const left = (why: string): RewriteResult => ({ count: 0, left: why });
  if (model.nodes.some(({ operator }) => operator === "GroupQueryAttention")) {
    return left("its attention is one operator already");
  }
  const layers: CachedLayer[] = [];
  for (const softmax of model.nodes.filter(({ operator }) => operator === "Softmax")) {
    const layer = matchCachedLayer(model, graph, softmax);
    if (typeof layer === "string") return left(`${softmax.name}: ${layer}`);
    layers.push(layer);
  }
  const [first] = layers;
  if (first === undefined) return left("there is no softmax");
  if (!model.inputs.some(({ name }) => name === "attention_mask")) return left("it takes no mask");
  const of = { model, layers, evaluate: context.evaluate };
  const whyNot = await whyNotCausal(of);
  if (whyNot !== null) return left(whyNot);
  const angles = await readAngles(of, Math.min(context.maxPositions, MOST_ROWS));
  if (typeof angles === "string") return left(angles);

  const rotary = angles.axes.every((axis) => axis === 0)
    ? tablesOf(model, angles)
    : gatheredAngles(model, angles);
  const lengths = maskLengths(model);
  const added = [...rotary.nodes, ...lengths.nodes];
  const replaced = new Set<string>();
  for (const [index, layer] of layers.entries()) {
    added.push(...fusedLayer(model, layer, `attention.${index}`, rotary, lengths));
    for (const name of [layer.attention.output, layer.present.key, layer.present.value]) {
      replaced.add(name);
    }
  }
  model.nodes = [
    ...model.nodes.filter(({ outputs }) => !outputs.some((output) => replaced.has(output))),
    ...added,
  ];
  model.opsets.set(MICROSOFT, 1);
  return { count: layers.length, positions: angles.rows };
}

interface Rotary {
  readonly nodes: OnnxNode[];
  /** The inputs of RotaryEmbedding after its rows: positions, cosines, sines. */
  readonly inputs: readonly string[];
}

/** Tables over positions, for rows whose positions `position_ids` gives. */
function tablesOf(model: OnnxModel, angles: AngleTables): Rotary {
  const columns = Array.from({ length: angles.columns }, (_, column) => column);
  const cos = addTable(model, angles, "cos", columns);
  const sin = addTable(model, angles, "sin", columns);
  return { nodes: [], inputs: [POSITION_IDS, cos, sin] };
}

/**
 * M-RoPE: the angles of each row, gathered from the tables of the axes, [S, columns]; RotaryEmbedding then takes row i
 * for the i-th row.
 */
function gatheredAngles(model: OnnxModel, angles: AngleTables): Rotary {
  const nodes: OnnxNode[] = [];
  const ids = [0, 1, 2].map((axis) => {
    const index = addInts(model, `rotary.axis.${axis}`, [axis], []);
    const name = `rotary.ids.${axis}`;
    nodes.push(makeNode("Gather", [POSITION_IDS, index], [name], { axis: 0 }));
    return name;
  });
  const runs = runsOf(angles.axes);
  const flat = addInts(model, "rotary.flat", [-1, angles.columns]);
  const gathered = (kind: "cos" | "sin"): string => {
    const parts = runs.map(({ axis, columns }, run) => {
      const table = addTable(model, angles, kind, columns, `.${run}`);
      const name = `rotary.${kind}.${run}.rows`;
      nodes.push(makeNode("Gather", [table, ids[axis] ?? ""], [name], { axis: 0 }));
      return name;
    });
    const joined = `rotary.${kind}.joined`;
    nodes.push(makeNode("Concat", parts, [joined], { axis: -1 }));
    nodes.push(makeNode("Reshape", [joined, flat], [`rotary.${kind}.rows`]));
    return `rotary.${kind}.rows`;
  };
  const [cos, sin] = [gathered("cos"), gathered("sin")];
  const [zero, one, two] = [0, 1, 2].map((value) =>
    addInts(model, `rotary.${value}.scalar`, [value], []),
  );
  const first = addInts(model, "rotary.first", [0]);
  nodes.push(
    makeNode("Shape", [POSITION_IDS], ["rotary.shape"]),
    makeNode("Gather", ["rotary.shape", two ?? ""], ["rotary.count"], { axis: 0 }),
    makeNode("Range", [zero ?? "", "rotary.count", one ?? ""], ["rotary.range"]),
    makeNode("Unsqueeze", ["rotary.range", first], ["rotary.places"]),
  );
  return { nodes, inputs: ["rotary.places", cos, sin] };
}

/** Returns neighbouring columns that follow the same axis. */
function runsOf(axes: readonly number[]): { axis: number; columns: number[] }[] {
  const runs: { axis: number; columns: number[] }[] = [];
  for (const [column, axis] of axes.entries()) {
    const last = runs.at(-1);
    if (last?.axis === axis) last.columns.push(column);
    else runs.push({ axis, columns: [column] });
  }
  return runs;
}

/** Makes `seqlens_k` [B], the last place of each row's past, and `total_sequence_length`, both int32. */
function maskLengths(model: OnnxModel): { nodes: OnnxNode[]; inputs: readonly string[] } {
  const axis = addInts(model, "lengths.axis", [1]);
  const one = addInts(model, "lengths.one", [1], []);
  const toInt32 = { to: ELEMENT.int32 };
  return {
    nodes: [
      makeNode("ReduceSum", ["attention_mask", axis], ["lengths.sum"], { keepdims: 0 }),
      makeNode("Sub", ["lengths.sum", one], ["lengths.last"]),
      makeNode("Cast", ["lengths.last"], ["lengths.seqlens_k"], toInt32),
      makeNode("Shape", ["attention_mask"], ["lengths.shape"]),
      makeNode("Gather", ["lengths.shape", one], ["lengths.columns"], { axis: 0 }),
      makeNode("Cast", ["lengths.columns"], ["lengths.total"], toInt32),
    ],
    inputs: ["lengths.seqlens_k", "lengths.total"],
  };
}

function fusedLayer(
  model: OnnxModel,
  layer: CachedLayer,
  prefix: string,
  rotary: Rotary,
  lengths: { readonly inputs: readonly string[] },
): OnnxNode[] {
  const { heads, kvHeads, rows, past, present, attention } = layer;
  // [B, S, heads, size] → [B, S, heads · size], the same numbers in the same order.
  const flat = addInts(model, "attention.flat", [0, 0, -1]);
  const nodes: OnnxNode[] = [];
  const joined = (part: "query" | "key" | "value"): string => {
    nodes.push(makeNode("Reshape", [rows[part], flat], [`${prefix}.${part}`]));
    return `${prefix}.${part}`;
  };
  const turned = (part: "query" | "key"): string => {
    const inputs = [joined(part), ...rotary.inputs];
    const output = `${prefix}.${part}.turned`;
    nodes.push(makeNode("RotaryEmbedding", inputs, [output], { interleaved: 0 }, MICROSOFT));
    return output;
  };
  const inputs = [turned("query"), turned("key"), joined("value"), past.key, past.value];
  const outputs = [attention.output, present.key, present.value];
  const attributes = {
    num_heads: heads,
    kv_num_heads: kvHeads,
    scale: { float: layer.scale },
    do_rotary: 0,
  };
  const all = [...inputs, ...lengths.inputs];
  nodes.push(makeNode("GroupQueryAttention", all, outputs, attributes, MICROSOFT));
  return nodes;
}

/** Adds int64 constants, once for each name. */
function addInts(
  model: OnnxModel,
  name: string,
  values: readonly number[],
  dims?: readonly number[],
): string {
  model.weights.set(name, makeInts(name, values, dims));
  return name;
}

/** Adds some columns of a table of angles, [rows, columns]. */
function addTable(
  model: OnnxModel,
  { rows, columns: all, type, ...values }: AngleTables,
  kind: "cos" | "sin",
  columns: readonly number[],
  suffix = "",
): string {
  const name = `rotary.${kind}_cache${suffix}`;
  const picked = new Float32Array(rows * columns.length);
  for (let row = 0, at = 0; row < rows; row++) {
    for (const column of columns) picked[at++] = values[kind][row * all + column] ?? 0;
  }
  const isHalf = type === "float16";
  const numbers = isHalf ? halvesOf(picked) : picked;
  const element = isHalf ? ELEMENT.float16 : ELEMENT.float;
  const bytes = new Uint8Array(numbers.buffer);
  model.weights.set(name, makeTensor(name, element, [rows, columns.length], bytes));
  return name;
}

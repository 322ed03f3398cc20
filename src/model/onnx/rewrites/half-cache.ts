// Keys and values in 16 bits where the graph computes in 16 bits. Converters that leave a graph's inputs and outputs in 32
// bits cast the cache on its way in and out:
//
//   before:  past.key (float32) → Cast → Concat → Cast → present.key (float32)
//   after:   past.key (float16) → Concat → present.key (float16)
//
// No number changes, since every one that leaves has 16 bits. The cache takes half the memory, no run casts all of it
// twice, and what is left is the pattern that `group-query-attention` knows.
//
// The whole cache is changed or nothing.

import { indexGraph, type GraphIndex } from "../graph-index.ts";
import { changed, makeValue } from "../make-parts.ts";
import type { OnnxModel, OnnxNode, OnnxValue } from "../onnx-model.ts";
import { ELEMENT } from "../proto.ts";
import type { Rewrite, RewriteResult } from "../rewrite-model.ts";

export const HALF_CACHE: Rewrite = { name: "half-cache", apply: halve };

const PAST = /^past_key_values\.(\d+\.(?:key|value))$/;

/** What replaces the casts at both ends of one tensor of the cache. */
interface Ends {
  readonly casts: readonly OnnxNode[];
  /** Names that disappear, each with the input or output that takes its place. */
  readonly names: readonly (readonly [from: string, to: string])[];
}

function halve(model: OnnxModel): RewriteResult {
  const graph = indexGraph(model);
  const casts = new Set<OnnxNode>();
  const names = new Map<string, string>();
  let count = 0;
  for (const { name, element } of model.inputs) {
    const [, which] = PAST.exec(name) ?? [];
    if (which === undefined) continue;
    if (element === ELEMENT.float16) return { count: 0, left: "its cache has 16 bits already" };
    const ends = matchEnds(graph, name, `present.${which}`);
    if (typeof ends === "string") return { count: 0, left: ends };
    for (const cast of ends.casts) casts.add(cast);
    for (const [from, to] of ends.names) names.set(from, to);
    count++;
  }
  if (count === 0) return { count, left: "it has no cache of keys and values" };
  if (model.nodes.some(({ captured }) => captured.some((tensor) => names.has(tensor)))) {
    return { count: 0, left: "an inner graph reads its cache" };
  }
  const renamed = (tensors: readonly string[]): string[] =>
    tensors.map((tensor) => names.get(tensor) ?? tensor);
  model.nodes = model.nodes
    .filter((node) => !casts.has(node))
    .map((node) =>
      [...node.inputs, ...node.outputs].some((tensor) => names.has(tensor))
        ? changed(node, { inputs: renamed(node.inputs), outputs: renamed(node.outputs) })
        : node,
    );
  const kept = new Set(names.values());
  for (const values of [model.inputs, model.outputs]) {
    for (const [at, value] of values.entries()) {
      if (PAST.test(value.name) || kept.has(value.name)) values[at] = inHalves(value);
    }
  }
  model.valueInfos = model.valueInfos.filter(({ name }) => !names.has(name));
  return { count };
}

const inHalves = ({ name, shape }: OnnxValue): OnnxValue =>
  makeValue(name, ELEMENT.float16, shape ?? []);

/** Matches the casts of one tensor of the cache, or returns what they are instead. */
function matchEnds(graph: GraphIndex, past: string, present: string): Ends | string {
  const casts: OnnxNode[] = [];
  const names: [string, string][] = [];
  for (const reader of graph.readers(past)) {
    if (reader.operator === "Shape") continue; // a shape does not depend on the type
    if (!isCast(reader, ELEMENT.float16)) return `${past} is not cast to 16 bits`;
    casts.push(reader);
    names.push([reader.outputs[0] ?? "", past]);
  }
  const last = graph.maker(present);
  if (last === undefined || !isCast(last, ELEMENT.float))
    return `${present} is not cast to 32 bits`;
  if (graph.readers(present).length > 0) return `${present} is read in 32 bits`;
  const made = last.inputs[0] ?? "";
  if (graph.maker(made) === undefined || graph.isOutput(made)) return `nothing makes ${present}`;
  return { casts: [...casts, last], names: [...names, [made, present]] };
}

const isCast = (node: OnnxNode, to: number): boolean =>
  node.operator === "Cast" && node.attributes.get("to")?.int === to;

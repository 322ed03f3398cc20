// Cuts a decoder's graph before some of its layers into parts that are graphs of their own. Run one after the other, they
// compute what the whole computes, with the same operators on the same numbers.
//
//   whole:  inputs_embeds → layers 0 … L−1 → logits
//   parts:  inputs_embeds → layers 0 … k−1 → border tensors;  border tensors → layers k … L−1 → logits
//
// A part has the caches of its own layers. What is made beside the content (the mask's count, tables of angles) is made in
// every part that reads it, from the part's own inputs, so parts may hold different numbers of rows. Weights go to the part
// that reads them, as the bytes or the reference into a file that they were; only small constants are in several.

import { AppError } from "../../../base/errors.ts";
import { elementOf } from "../element.ts";
import { indexGraph } from "../graph-index.ts";
import { changed, makeValue } from "../make-parts.ts";
import { reads, type OnnxModel, type OnnxNode, type OnnxValue } from "../onnx-model.ts";
import { ELEMENT } from "../proto.ts";
import { tidyModel } from "../tidy-model.ts";
import { throughCasts } from "../walk.ts";
import { contentNodes, EMBEDDINGS } from "./content.ts";
import { findBorders, layerOfPast, type Border } from "./find-borders.ts";

export interface ModelPart {
  /** The part's first layer. */
  readonly from: number;
  /** The layer behind its last one; Infinity for the last part. */
  readonly to: number;
  readonly model: OnnxModel;
  /** The inputs that carry content, each [1, S, D]: `inputs_embeds`, or the border's tensors. */
  readonly takes: readonly string[];
  /** The outputs that carry content: the border's tensors [1, S, D], or `logits`. */
  readonly gives: readonly string[];
}

/**
 * Cuts before each of `layers`, which ascend; without any, the whole is the only part.
 * @throws AppError `graph-cut` for a layer that is not between two of the decoder's, and for a graph in which a part
 * would need more of another part than the stream.
 */
export function cutModel(model: OnnxModel, layers: readonly number[]): ModelPart[] {
  const borders = findBorders(model, layers);
  const nodes = contentNodes(model);
  return [...borders, null].map((end, i) => {
    const start = borders[i - 1] ?? null;
    const own = nodes.slice(start?.index ?? 0, end?.index ?? nodes.length);
    return makePart(model, { nodes, own: new Set(own), start, end });
  });
}

interface Cut {
  /** All content nodes. */
  readonly nodes: readonly OnnxNode[];
  /** Those of the part. */
  readonly own: ReadonlySet<OnnxNode>;
  readonly start: Border | null;
  readonly end: Border | null;
}

function makePart(model: OnnxModel, { nodes, own, start, end }: Cut): ModelPart {
  const [from, to] = [start?.layer ?? 0, end?.layer ?? Infinity];
  const foreign = new Set(nodes.filter((node) => !own.has(node)));
  const takes = start?.tensors ?? [EMBEDDINGS];
  const isOwnPast = ({ name }: OnnxValue): boolean => {
    const layer = layerOfPast(name) ?? -1;
    return layer >= from && layer < to;
  };
  const asked = shapesAsked(model, takes, isOwnPast);
  const mine = model.nodes.filter((node) => !foreign.has(node)).map(asked);
  const made = new Set(mine.flatMap(({ outputs }) => outputs));
  const gives = end?.tensors ?? ["logits"];
  const values = borderValues(model, [...(start?.tensors ?? []), ...(end?.tensors ?? [])]);
  const part: OnnxModel = {
    ...model,
    opsets: new Map(model.opsets),
    nodes: mine,
    weights: new Map(model.weights),
    inputs: [
      ...(start === null ? [] : start.tensors.map((name) => values(name))),
      ...model.inputs.filter((input) =>
        layerOfPast(input.name) === null
          ? start === null || input.name !== EMBEDDINGS
          : isOwnPast(input),
      ),
    ],
    outputs: [
      ...model.outputs.filter(({ name }) => made.has(name)),
      ...(end === null ? [] : end.tensors.map((name) => values(name))),
    ],
  };
  try {
    tidyModel(part);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError(
      "graph-cut",
      `The decoder cannot be cut ${end === null ? `before layer ${from}` : `before layer ${to}`}: ${why}.`,
      "Choose a method that works before the decoder, or another export of this model.",
      { cause },
    );
  }
  const used = new Set(part.nodes.flatMap(reads));
  const inputs = part.inputs.filter(({ name }) => used.has(name));
  return { from, to, model: { ...part, inputs }, takes, gives };
}

/**
 * Returns a change of nodes that ask for shapes. The rows of a run are those of the part's own content, and the rows of
 * the past those of its own caches: a part must not ask another one.
 */
export function shapesAsked(
  model: OnnxModel,
  [content = EMBEDDINGS]: readonly string[],
  isOwnPast: (input: OnnxValue) => boolean,
): (node: OnnxNode) => OnnxNode {
  const graph = indexGraph(model);
  const { inputs } = model;
  const kindOf = (past: string): string => past.replace(/\.\d+/, "");
  return (node) => {
    if (node.operator !== "Shape") return node;
    const asked = throughCasts(graph, node.inputs[0] ?? "");
    if (asked === EMBEDDINGS && content !== EMBEDDINGS) return changed(node, { inputs: [content] });
    const past = inputs.find(({ name }) => name === asked && layerOfPast(name) !== null);
    if (past === undefined || isOwnPast(past)) return node;
    const own = inputs.find(
      (input) => isOwnPast(input) && kindOf(input.name) === kindOf(past.name),
    );
    return own === undefined ? node : changed(node, { inputs: [own.name] });
  };
}

/** Returns how border tensors are declared: their type follows from what makes them, their rows are free. */
function borderValues(model: OnnxModel, tensors: readonly string[]): (name: string) => OnnxValue {
  const graph = indexGraph(model);
  const embeddings = model.inputs.find(({ name }) => name === EMBEDDINGS);
  const shape = embeddings?.shape ?? ["batch_size", "sequence_length", "width"];
  // The tensors of one border have one type, and not every operator tells its own.
  const known = tensors
    .map((name) => elementOf(model, graph, name))
    .find((element) => element !== null);
  const element = known ?? embeddings?.element ?? ELEMENT.float;
  return (name) => makeValue(name, element, shape);
}

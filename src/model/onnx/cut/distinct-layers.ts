// Leaves of a decoder or vision encoder as few layers as have every kind of node that the whole has: the first, the last, and
// those between with a node that none before them has. Such a graph says nothing, but a runtime compiles for it what it would
// compile for the whole.
//
//   whole:  layers 0, 1, 2, … L−1        left:  layers 0, L−1 (and in a hybrid decoder one of each other kind)

import { must } from "../../../base/assert.ts";
import { AppError } from "../../../base/errors.ts";
import { changed } from "../make-parts.ts";
import { reads, type OnnxModel, type OnnxNode, type OnnxValue } from "../onnx-model.ts";
import { tidyModel } from "../tidy-model.ts";
import { contentNodes, contentOf, EMBEDDINGS } from "./content.ts";
import { shapesAsked } from "./cut-model.ts";
import { LOOKS, PIXELS } from "./cut-tower.ts";
import { findBorders, layerOfPast, narrowPlaces, passing, type Border } from "./find-borders.ts";

/** Leaves a decoder's distinct layers, each under its own number. @throws AppError `graph-cut` where layers cannot be told apart. */
export function distinctDecoder(model: OnnxModel): OnnxModel {
  const layers = model.inputs.map(({ name }) => layerOfPast(name) ?? -1);
  const count = Math.max(0, ...layers) + 1;
  const borders = findBorders(
    model,
    Array.from({ length: count - 1 }, (_, i) => i + 1),
  );
  return keepDistinct(model, contentNodes(model), borders);
}

/** Leaves a vision encoder's distinct layers. @throws AppError `graph-cut` where layers cannot be told apart. */
export function distinctTower(model: OnnxModel): OnnxModel {
  const content = contentOf(model, PIXELS);
  const nodes = contentNodes(model, PIXELS);
  const narrow = narrowPlaces(nodes, content, PIXELS);
  const looks = nodes.flatMap(({ operator }, i) => (LOOKS.has(operator) ? [i] : []));
  const borders = looks.slice(1).map((look, i): Border => {
    const index = narrow.findLast((place) => place > (looks[i] ?? -1) && place < look);
    if (index === undefined) throw noLayers("more than one stream passes between its layers");
    const node = must(nodes[index], "node at the border");
    return { layer: i + 1, index, tensors: passing(node, content) };
  });
  return keepDistinct(model, nodes, borders);
}

/** `borders` are those before the layers 1 … L−1 in `nodes`, which are all that carry content. */
function keepDistinct(
  model: OnnxModel,
  nodes: readonly OnnxNode[],
  borders: readonly Border[],
): OnnxModel {
  const places = [0, ...borders.map(({ index }) => index), nodes.length];
  const layers = places.slice(1).map((end, layer) => nodes.slice(places[layer], end));
  const kept = distinct(layers.map((layer) => layer.map((node) => kindOf(model, node))));
  const isKept = ({ name }: OnnxValue): boolean => {
    const layer = layerOfPast(name);
    return layer === null || kept.includes(layer);
  };
  const asked = shapesAsked(model, [EMBEDDINGS], isKept);
  const chained = kept.flatMap((layer, i) => {
    const before = kept[i - 1];
    const own = must(layers[layer], "layer");
    return before === undefined ? own : joined(own, borders[layer - 1], borders[before]);
  });
  const content = new Set(nodes);
  const left: OnnxModel = {
    ...model,
    opsets: new Map(model.opsets),
    nodes: [...model.nodes.filter((node) => !content.has(node)), ...chained].map(asked),
    weights: new Map(model.weights),
  };
  const made = new Set(left.nodes.flatMap(({ outputs }) => outputs));
  const outputs = model.outputs.filter(({ name }) => made.has(name));
  const tidied = { ...left, outputs };
  try {
    tidyModel(tidied);
  } catch (cause) {
    throw noLayers(cause instanceof Error ? cause.message : String(cause), cause);
  }
  const used = new Set(tidied.nodes.flatMap(reads));
  return { ...tidied, inputs: model.inputs.filter(({ name }) => used.has(name)) };
}

/** Returns which layers have all kinds of nodes between them, ascending. */
function distinct(kinds: readonly (readonly string[])[]): readonly number[] {
  const last = kinds.length - 1;
  const seen = new Set([...(kinds[0] ?? []), ...(kinds[last] ?? [])]);
  return kinds.flatMap((own, layer) => {
    const isNew = own.some((kind) => !seen.has(kind));
    for (const kind of own) seen.add(kind);
    return isNew || layer === 0 || layer === last ? [layer] : [];
  });
}

/**
 * What two nodes have in common for which the runtime runs the same shader: operator, attributes, and sizes of weights. Of a graph
 * inside a node count the weights that it reads.
 */
function kindOf(
  { weights }: OnnxModel,
  { domain, operator, inputs, captured, attributes }: OnnxNode,
): string {
  const set = [...attributes].flatMap(([name, { bytes, ...value }]) =>
    Object.keys(value).length > 0 ? [`${name}=${bytes.join()}`] : [name],
  );
  const sizes = [...inputs, ...captured].map((name) => {
    const weight = weights.get(name);
    return weight === undefined ? name === "" : [weight.element, ...weight.dims];
  });
  return JSON.stringify([domain, operator, set.toSorted(), sizes]);
}

/** Returns a layer's nodes, which read what is given at the border `from` in place of what is given at its own. */
function joined(
  nodes: readonly OnnxNode[],
  own: Border | undefined,
  from: Border | undefined,
): readonly OnnxNode[] {
  if (own === undefined || from === undefined || own.tensors.length !== from.tensors.length)
    throw noLayers("its layers do not give alike");
  const given = new Map(own.tensors.map((tensor, i) => [tensor, from.tensors[i] ?? ""]));
  return nodes.map((node) =>
    node.inputs.some((input) => given.has(input))
      ? changed(node, { inputs: node.inputs.map((input) => given.get(input) ?? input) })
      : node,
  );
}

const noLayers = (why: string, cause?: unknown): AppError =>
  new AppError(
    "graph-cut",
    `The graph's layers cannot be told apart: ${why}.`,
    "Nothing is wrong with the model: what it needs is compiled when it first runs.",
    { cause },
  );

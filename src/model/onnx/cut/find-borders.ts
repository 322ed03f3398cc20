// Finds where a decoder's graph can be cut before a layer: the last place before the layer's cache is read that all
// content passes through. In graphs with fused norms that is the layer's first SkipSimplifiedLayerNormalization, which
// takes two tensors, the stream and what the layer before adds to it; in others it is the addition of the two.

import { must } from "../../../base/assert.ts";
import { AppError } from "../../../base/errors.ts";
import type { OnnxModel, OnnxNode } from "../onnx-model.ts";
import { contentNodes, contentOf, EMBEDDINGS, valuesOf } from "./content.ts";

/** A place between two layers. */
export interface Border {
  /** The layer that begins here. */
  readonly layer: number;
  /** The number of content nodes before it, in the order of `contentNodes`. */
  readonly index: number;
  /** The tensors [1, S, D] that pass it. */
  readonly tensors: readonly string[];
}

/** What a decoder carries from one run into the next is named so; the layer's number is in it. */
const PAST = /^past_(?:key_values|conv|recurrent)\.(\d+)(?:\.(?:key|value))?$/;

/** Returns the layer whose cache or state an input is; null for any other tensor. */
export function layerOfPast(name: string): number | null {
  const layer = PAST.exec(name)?.[1];
  return layer === undefined ? null : Number(layer);
}

/**
 * Returns the border before each of `layers`, which ascend.
 * @throws AppError `graph-cut` for a layer that is not between two of the decoder's, and for a graph in which more than
 * the stream passes from one layer to the next.
 */
export function findBorders(model: OnnxModel, layers: readonly number[]): Border[] {
  const content = contentOf(model);
  const nodes = contentNodes(model);
  const places = placesOfLayers(model, nodes);
  const narrow = narrowPlaces(nodes, content);
  const count = Math.max(-1, ...places.keys()) + 1;
  let before = 0;
  return layers.map((layer) => {
    if (!Number.isInteger(layer) || layer <= before || layer >= count) {
      throw new AppError(
        "graph-cut",
        `The decoder has ${count} layers; it cannot be cut before layer ${layer}${before > 0 ? ` when it is cut before layer ${before}` : ""}.`,
        count > before + 1
          ? `Choose layers from ${before + 1} to ${count - 1}, ascending.`
          : "Choose a method that works before the decoder.",
      );
    }
    before = layer;
    const first = Math.min(...(places.get(layer) ?? [-1]));
    const last = Math.max(...(places.get(layer - 1) ?? [Infinity]));
    const index = narrow.findLast((place) => place > last && place < first);
    if (index === undefined) {
      throw new AppError(
        "graph-cut",
        `The decoder cannot be cut before layer ${layer}: in its graph more than one stream passes from layer ${layer - 1} to it.`,
        "Choose a method that works before the decoder, or another export of this model.",
      );
    }
    return { layer, index, tensors: passing(must(nodes[index], "node at the border"), content) };
  });
}

/** Returns the content that passes a narrow place: what its node reads. */
export const passing = (node: OnnxNode, content: ReadonlySet<string>): readonly string[] => [
  ...new Set(valuesOf(node).filter((name) => content.has(name))),
];

/** Returns, layer by layer, which content nodes read its cache or state, at once or through a cast. */
function placesOfLayers(
  { nodes }: OnnxModel,
  contentNodes: readonly OnnxNode[],
): ReadonlyMap<number, readonly number[]> {
  const index = new Map(contentNodes.map((node, i) => [node, i]));
  const carried = new Map<string, number>();
  const places = new Map<number, number[]>();
  for (const node of nodes) {
    for (const name of valuesOf(node)) {
      const layer = layerOfPast(name) ?? carried.get(name);
      if (layer === undefined) continue;
      const place = index.get(node);
      if (place !== undefined) places.set(layer, [...(places.get(layer) ?? []), place]);
      else for (const output of node.outputs) carried.set(output, layer);
    }
  }
  return places;
}

/** Returns the content nodes past which no content goes that was made of `source` before them, ascending. */
export function narrowPlaces(
  nodes: readonly OnnxNode[],
  content: ReadonlySet<string>,
  source: string = EMBEDDINGS,
): number[] {
  const lastRead = new Map<string, number>();
  for (const [i, node] of nodes.entries()) {
    for (const name of valuesOf(node)) if (content.has(name)) lastRead.set(name, i);
  }
  let reach = lastRead.get(source) ?? 0;
  const narrow: number[] = [];
  for (const [i, { outputs }] of nodes.entries()) {
    if (reach <= i) narrow.push(i);
    for (const output of outputs) reach = Math.max(reach, lastRead.get(output) ?? 0);
  }
  return narrow;
}

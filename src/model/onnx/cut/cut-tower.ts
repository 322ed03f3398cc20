// Cuts a vision encoder's graph behind the patch embedding and behind the last layer, so that any of a picture's patches
// can be given to the layers, in any order.
//
//   whole:  pixel_values → image_features
//   parts:  pixel_values → patches, turns;  some patches, their turns → layers 0 … L−1;  all of them → image_features
//
// Patches carry their place: embeddings of positions are added before the cut, and where the layers rotate by place, the
// angles become a tensor of the border (turns). What follows the layers (norms, projector, merger) is a part of its own where it
// reads whole squares of patches, as mergers do; where each feature is made of one patch, it goes with the layers. Weights go to the part that reads them, as the bytes or the reference
// into a file that they were; only small constants are in several.

import { AppError } from "../../../base/errors.ts";
import { elementOf } from "../element.ts";
import { indexGraph } from "../graph-index.ts";
import { changed, makeNode, makeValue } from "../make-parts.ts";
import type { OnnxModel, OnnxNode } from "../onnx-model.ts";
import { ELEMENT } from "../proto.ts";
import { subgraph } from "../subgraph.ts";
import { findBottlenecks } from "./bottlenecks.ts";
import { contentNodes, contentOf, valuesOf } from "./content.ts";
import { seeHeldRows, type HeldRows } from "./held-rows.ts";
import { rowWidth } from "./row-width.ts";

export interface TowerModels {
  /** Makes patches, and turns where there are any, of pixels. */
  readonly embed: OnnxModel;
  /** Runs patches through the layers, among others that were run before. */
  readonly layers: OnnxModel;
  /** What the layers hold from one run to the next. */
  readonly rows: readonly HeldRows[];
  /** Makes features of what the layers gave for all patches; null where what the layers give are the features. */
  readonly head: OnnxModel | null;
  /** The tensor of patches, [B, P, D] or [P, D]; float32. */
  readonly patches: string;
  /** The tensor of each patch's angles, [P, …]; null where the layers do not rotate by place. */
  readonly turns: string | null;
  /** What the layers give for patches, with their shape; float32. */
  readonly encoded: string;
}

export const PIXELS = "pixel_values";
const FEATURES = "image_features";

/** Operators in which a row looks at other rows. */
export const LOOKS = new Set(["Attention", "GroupQueryAttention", "MultiHeadAttention", "Softmax"]);

/** Operators that end a layer: the stream and what the layer adds to it become one. */
const JOINS = new Set(["Add", "SkipLayerNormalization"]);

/** @throws AppError `graph-cut` for a tower whose layers need more of a picture than its patches and their angles. */
export function cutTower(model: OnnxModel): TowerModels {
  const content = contentOf(model, PIXELS);
  const nodes = contentNodes(model, PIXELS);
  const looks = nodes.flatMap(({ operator }, i) => (LOOKS.has(operator) ? [i] : []));
  const [first, last] = [looks[0], looks.at(-1)];
  if (first === undefined || last === undefined) throw cannotCut("it has no attention");
  const narrow = findBottlenecks(nodes, content, [FEATURES]);
  const embedded = nodes.findLastIndex(({ operator }) => operator === "Conv");
  const entry = narrow.findLast(({ index }) => index > embedded && index < first);
  const exit = narrow.findLast(
    ({ index, node }) =>
      index > last &&
      JOINS.has(node.operator) &&
      valuesOf(node).filter((name) => content.has(name)).length > 1,
  );
  if (entry === undefined) throw cannotCut("more than its patches passes into its layers");
  if (exit === undefined) throw cannotCut("more than one tensor passes out of its layers");
  const begun = asSingles(model, entry.tensor);
  const width = headWidth(begun.model, exit.tensor);
  const ended =
    width === null ? asSingles(begun.model, exit.tensor) : { model: begun.model, tensor: FEATURES };
  const [patches, encoded] = [begun.tensor, ended.tensor];
  const turns = findTurns(ended.model, patches, encoded);
  const borders = turns === null ? [patches] : [patches, turns];
  const layers = takesOnly(ended.model, [encoded], borders, "its layers read");
  const seeing = seeHeldRows(layers, { patches, turns, encoded, width });
  return {
    embed: subgraph(ended.model, borders),
    layers: seeing.model,
    rows: seeing.rows,
    head: width === null ? takesOnly(ended.model, [FEATURES], [encoded], "its head reads") : null,
    patches,
    turns,
    encoded,
  };
}

/**
 * Returns how wide features are, where each is made of what the layers gave for one patch: then they are made with the layers, for
 * the patches that these run, and copied for the others. Null where they are made of several.
 */
function headWidth(model: OnnxModel, encoded: string): number | null {
  if (elementOf(model, indexGraph(model), FEATURES) !== ELEMENT.float) return null;
  const head = between(model, [FEATURES], [encoded]);
  return head.inputs.length === 1 ? rowWidth(head, encoded, FEATURES) : null;
}

/** Returns the part between some tensors. @throws AppError `graph-cut` when it reads anything else. */
function takesOnly(
  model: OnnxModel,
  outputs: readonly string[],
  takes: readonly string[],
  name: string,
): OnnxModel {
  const part = between(model, outputs, takes);
  const more = part.inputs.find((input) => !takes.includes(input.name));
  if (more !== undefined) throw cannotCut(`${name} ${more.name}`);
  return part;
}

/** Nothing is said of the shapes of what a part takes: they are those of any number of patches. */
const between = (
  model: OnnxModel,
  outputs: readonly string[],
  takes: readonly string[],
): OnnxModel =>
  subgraph(
    model,
    outputs,
    takes.map((tensor) => makeValue(tensor, ELEMENT.float, null)),
  );

/**
 * Returns the one tensor beside the patches from which all follows that the layers take of a picture's shape: its angles.
 * Null where they take nothing else. @throws AppError `graph-cut` where it is more than one.
 */
function findTurns(model: OnnxModel, patches: string, encoded: string): string | null {
  const layers = between(model, [encoded], [patches]);
  const isOnlyAsked = contentOf(layers, PIXELS).size === 1; // for its shape
  const [source, ...more] = layers.inputs
    .map(({ name }) => name)
    .filter((name) => name !== patches && !(name === PIXELS && isOnlyAsked));
  if (source === undefined) return null;
  if (more.length > 0) throw cannotCut(`its layers read ${[source, ...more].join(" and ")}`);
  const content = contentOf(layers, patches);
  const isContent = (name: string): boolean => content.has(name);
  const besides = contentNodes(layers, source).filter(({ outputs }) => !outputs.some(isContent));
  const made = contentOf({ nodes: besides }, source);
  const taken = layers.nodes
    .filter(({ outputs }) => outputs.some(isContent))
    .flatMap(valuesOf)
    .filter((name) => made.has(name));
  const turns = findBottlenecks(besides, made, taken).at(-1)?.tensor;
  if (turns === undefined) throw cannotCut(`its layers read more than one table made of ${source}`);
  return turns;
}

/** Returns a model in which a tensor passes as float32, whatever its type, and the name of that passage. */
function asSingles(model: OnnxModel, tensor: string): { model: OnnxModel; tensor: string } {
  if (elementOf(model, indexGraph(model), tensor) !== ELEMENT.float16) return { model, tensor };
  const [single, half] = [`${tensor}.single`, `${tensor}.half`];
  const rename = (name: string): string => (name === tensor ? half : name);
  const nodes = model.nodes.flatMap((node): OnnxNode[] => {
    const kept = node.inputs.includes(tensor)
      ? changed(node, { inputs: node.inputs.map(rename) })
      : node;
    if (!node.outputs.includes(tensor)) return [kept];
    return [
      kept,
      makeNode("Cast", [tensor], [single], { to: ELEMENT.float }),
      makeNode("Cast", [single], [half], { to: ELEMENT.float16 }),
    ];
  });
  return { model: { ...model, nodes }, tensor: single };
}

const cannotCut = (why: string): AppError =>
  new AppError(
    "graph-cut",
    `The vision encoder cannot be cut: ${why}.`,
    "Encode whole pictures, or choose another export of this model.",
  );

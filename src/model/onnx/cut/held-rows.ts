// Lets the layers of a vision encoder run some patches of several frames, and look at others that are not run: at the keys and
// values that these had when they were.
//
//   before:  MultiHeadAttention(query [B, S, D], key [B, S, D], value);  encoded [B, S, D]
//   after:   patches = Gather(all_patches [R, D], picked [B, S])
//            all = Concat(held [P, D], key [B · S, D]);  MultiHeadAttention(query, Gather(all, seen [B, K]), …)
//            kept = Gather(all, hold [P]);  spread_encoded = Gather(Concat(held, encoded), spread [B, P])
//
// So one run takes what changes in several steps, each step sees of every patch the latest, and what comes out is of all patches.
// `held` is what a run before has given as `kept`.

import { AppError } from "../../../base/errors.ts";
import { elementOf } from "../element.ts";
import { indexGraph } from "../graph-index.ts";
import { changed, makeInts, makeNode, makeValue, MICROSOFT } from "../make-parts.ts";
import type { OnnxModel, OnnxNode, OnnxValue } from "../onnx-model.ts";
import { ELEMENT } from "../proto.ts";

/** Keys or values of one layer, which go from a run into the next. */
export interface HeldRows {
  /** The input, [any, D]. */
  readonly held: string;
  /** The output, [hold, D]. */
  readonly kept: string;
  readonly dtype: "float32" | "float16";
  /** D; null where it is the patches'. */
  readonly width: number | null;
}

export interface HoldingModel {
  readonly model: OnnxModel;
  readonly rows: readonly HeldRows[];
}

/** What passes into the layers and out of them. */
export interface LayerBorders {
  readonly patches: string;
  readonly turns: string | null;
  readonly encoded: string;
  /** How wide `encoded` is; null where it is as wide as the patches. */
  readonly width: number | null;
}

/** The input [R, D]: patches among which `PICKED` picks. */
export const ALL_PATCHES = "all_patches";
/** The input [R, …]: their angles. */
export const ALL_TURNS = "all_turns";
/** The input int32 [B, S], or [S] where a run takes one step: the patches to run. */
export const PICKED = "picked_rows";
/** The input int32 [B, K]: the rows that each step sees, counted from the first held row. */
export const SEEN = "seen_rows";
/** The input int32 [B, P], or [P]: the rows that come out, counted likewise. */
export const SPREAD = "spread_rows";
/** The output [B, P, D], or [P, D]: what the layers gave for those. */
export const SPREAD_ENCODED = "spread_encoded";
/** The input int32 [P]: the rows to keep. */
export const HOLD = "hold_rows";

/** @throws AppError `graph-cut` for layers whose attention is not one operator. */
export function seeHeldRows(
  given: OnnxModel,
  { patches, turns, encoded, width }: LayerBorders,
): HoldingModel {
  const model: OnnxModel = { ...given, weights: new Map(given.weights) };
  model.nodes = model.nodes.flatMap((node) => splitAttention(model, node));
  const graph = indexGraph(model);
  const rows: HeldRows[] = [];
  const inputs: OnnxValue[] = [
    makeValue(ALL_PATCHES, ELEMENT.float, ["all", "width"]),
    ...(turns === null ? [] : [makeValue(ALL_TURNS, ELEMENT.float, null)]),
    makeValue(PICKED, ELEMENT.int32, null),
    makeValue(SEEN, ELEMENT.int32, ["steps", "seen"]),
    makeValue(SPREAD, ELEMENT.int32, null),
    makeValue(HOLD, ELEMENT.int32, ["patches"]),
  ];
  const nodes: OnnxNode[] = [
    makeNode("Gather", [ALL_PATCHES, PICKED], [patches], { axis: 0 }),
    ...(turns === null ? [] : [makeNode("Gather", [ALL_TURNS, PICKED], [turns], { axis: 0 })]),
  ];
  for (const node of model.nodes) {
    if (node.operator === "Softmax") throw cannotSee("is not one operator");
    if (node.operator !== "MultiHeadAttention") {
      nodes.push(node);
      continue;
    }
    const [query = "", key = "", value = "", bias = "", ...more] = node.inputs;
    if (value === "" || more.some((input) => input !== "")) {
      throw cannotSee("takes more than queries, keys and values");
    }
    const layer = rows.length / 2;
    const seenOnes = (
      [
        [key, "key"],
        [value, "value"],
      ] as const
    ).map(([tensor, kind]) => {
      const name = `layer.${layer}.${kind}`;
      const [flat, seen] = [`${name}.flat`, `${name}.seen`];
      const element = elementOf(model, graph, tensor) ?? ELEMENT.float;
      const { made, row, input } = seeHeld(flat, name, element, [SEEN, seen]);
      nodes.push(makeNode("Flatten", [tensor], [flat], { axis: 2 }), ...made);
      rows.push(row);
      inputs.push(input);
      return seen;
    });
    nodes.push(changed(node, { inputs: [query, ...seenOnes, ...(bias === "" ? [] : [bias])] }));
  }
  const flat = flattenRows(model, encoded, width);
  const out = seeHeld(flat.tensor, "encoded", ELEMENT.float, [SPREAD, SPREAD_ENCODED]);
  nodes.push(...flat.made, ...out.made);
  rows.push({ ...out.row, width });
  inputs.push(out.input);
  const outputs = [SPREAD_ENCODED, ...rows.map(({ kept }) => kept)].map((name) => makeValue(name));
  return { model: { ...model, nodes, inputs, outputs }, rows };
}

/** Makes [B · S, D] of rows that are [B, S, D] or [S, D]; a run in which they are neither fails. */
function flattenRows(model: OnnxModel, tensor: string, width: number | null) {
  const part = (name: string): string => `${tensor}.${name}`;
  const [last, any] = [makeInts(part("last-axis"), [1]), makeInts(part("any-rows"), [-1])];
  const known = width === null ? [] : [makeInts(part("width"), [width])];
  for (const ints of [last, any, ...known]) model.weights.set(ints.name, ints);
  return {
    tensor: part("flat"),
    made: [
      ...(width === null
        ? [
            makeNode("Shape", [ALL_PATCHES], [part("all-shape")]),
            makeNode("Gather", [part("all-shape"), last.name], [part("width")], { axis: 0 }),
          ]
        : []),
      makeNode("Reshape", [PICKED, any.name], [part("flat-picked")]),
      makeNode("Shape", [part("flat-picked")], [part("count")]),
      makeNode("Concat", [part("count"), part("width")], [part("flat-shape")], { axis: 0 }),
      makeNode("Reshape", [tensor, part("flat-shape")], [part("flat")]),
    ],
  };
}

/** Puts held rows before rows [any, D]; `out` is those of both that the table `by` names. */
function seeHeld(
  rows: string,
  name: string,
  element: number,
  [by, out]: readonly [by: string, out: string],
) {
  const [held, all, kept] = ["held", "all", "kept"].map((part) => `${name}.${part}`) as [
    string,
    string,
    string,
  ];
  return {
    input: makeValue(held, element, null),
    row: {
      held,
      kept,
      dtype: element === ELEMENT.float16 ? "float16" : "float32",
      width: null,
    } as const,
    made: [
      makeNode("Concat", [held, rows], [all], { axis: 0 }),
      makeNode("Gather", [all, by], [out], { axis: 0 }),
      makeNode("Gather", [all, HOLD], [kept], { axis: 0 }),
    ],
  };
}

/** Makes queries, keys and values tensors of their own where one operator makes them and mixes. */
function splitAttention(model: OnnxModel, node: OnnxNode): readonly OnnxNode[] {
  if (node.operator !== "Attention") return [node];
  const [rows = "", weight = "", bias = "", ...more] = node.inputs;
  const width = model.weights.get(weight)?.dims[1];
  const [output = ""] = node.outputs;
  const isPlain =
    node.domain === MICROSOFT &&
    more.every((input) => input === "") &&
    (node.attributes.get("unidirectional")?.int ?? 0) === 0 &&
    (node.attributes.get("do_rotary")?.int ?? 0) === 0 &&
    !node.attributes.has("qkv_hidden_sizes");
  if (!isPlain || width === undefined) throw cannotSee("takes more than rows and weights");
  const part = (name: string): string => `${output}.${name}`;
  const sizes = makeInts(part("sizes"), [width / 3, width / 3, width / 3]);
  model.weights.set(sizes.name, sizes);
  const parts = ["query", "key", "value"].map(part);
  const heads = node.attributes.get("num_heads");
  const scale = node.attributes.get("scale");
  const attributes = new Map([
    ...(heads === undefined ? [] : [["num_heads", heads] as const]),
    ...(scale === undefined ? [] : [["scale", scale] as const]),
  ]);
  return [
    makeNode("MatMul", [rows, weight], [part("product")]),
    makeNode("Add", [part("product"), bias], [part("all")]),
    makeNode("Split", [part("all"), sizes.name], parts, { axis: -1 }),
    changed(makeNode("MultiHeadAttention", parts, [output], {}, MICROSOFT), { attributes }),
  ];
}

const cannotSee = (why: string): AppError =>
  new AppError(
    "graph-cut",
    `The vision encoder cannot be cut: its attention ${why}.`,
    "Encode whole pictures, or choose another export of this model.",
  );

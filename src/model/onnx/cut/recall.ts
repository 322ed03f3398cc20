// Lets the layers of a vision encoder look at patches that are not run: at the keys and values that these had when they were.
//
//   before:  MultiHeadAttention(query [B, S, D], key [B, S, D], value)
//   after:   all = Concat(held [P, D], key [B · S, D]);  MultiHeadAttention(query [B, S, D], Gather(all, seen [B, K]), …)
//            kept = Gather(all, hold [P])
//
// So one run takes what changes in several steps, and each step sees, of every patch, the latest. `held` is what a run before
// has given as `kept`.

import { AppError } from "../../../base/errors.ts";
import { elementOf } from "../element.ts";
import { indexGraph, type GraphIndex } from "../graph-index.ts";
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
}

export interface RecallingModel {
  readonly model: OnnxModel;
  readonly rows: readonly HeldRows[];
}

/** The input int32 [B, K]: the rows that each step sees, counted from the first held row. */
export const SEEN = "seen_rows";
/** The input int32 [P]: the rows to keep. */
export const HOLD = "hold_rows";

/** @throws AppError `graph-cut` for layers whose attention is not one operator. */
export function recallRows(given: OnnxModel): RecallingModel {
  const model: OnnxModel = { ...given, weights: new Map(given.weights) };
  model.nodes = model.nodes.flatMap((node) => splitAttention(model, node));
  const graph = indexGraph(model);
  const rows: HeldRows[] = [];
  const inputs: OnnxValue[] = [
    makeValue(SEEN, ELEMENT.int32, ["steps", "seen"]),
    makeValue(HOLD, ELEMENT.int32, ["patches"]),
  ];
  const nodes: OnnxNode[] = [];
  for (const node of model.nodes) {
    if (node.operator === "Softmax") throw cannotRecall("is not one operator");
    if (node.operator !== "MultiHeadAttention") {
      nodes.push(node);
      continue;
    }
    const [query = "", key = "", value = "", bias = "", ...more] = node.inputs;
    if (value === "" || more.some((input) => input !== "")) {
      throw cannotRecall("takes more than queries, keys and values");
    }
    const layer = rows.length / 2;
    const recalled = (
      [
        [key, "key"],
        [value, "value"],
      ] as const
    ).map(([tensor, kind]) => {
      const { made, row, input, seen } = recallOne(model, graph, tensor, `layer.${layer}.${kind}`);
      nodes.push(...made);
      rows.push(row);
      inputs.push(input);
      return seen;
    });
    nodes.push(changed(node, { inputs: [query, ...recalled, ...(bias === "" ? [] : [bias])] }));
  }
  const outputs = [...model.outputs, ...rows.map(({ kept }) => makeValue(kept))];
  return { model: { ...model, nodes, inputs: [...model.inputs, ...inputs], outputs }, rows };
}

function recallOne(model: OnnxModel, graph: GraphIndex, tensor: string, name: string) {
  const element = elementOf(model, graph, tensor) ?? ELEMENT.float;
  const [held, flat, all, seen, kept] = ["held", "flat", "all", "seen", "kept"].map(
    (part) => `${name}.${part}`,
  ) as [string, string, string, string, string];
  return {
    seen,
    input: makeValue(held, element, null),
    row: { held, kept, dtype: element === ELEMENT.float16 ? "float16" : "float32" } as const,
    made: [
      makeNode("Flatten", [tensor], [flat], { axis: 2 }),
      makeNode("Concat", [held, flat], [all], { axis: 0 }),
      makeNode("Gather", [all, SEEN], [seen], { axis: 0 }),
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
  if (!isPlain || width === undefined) throw cannotRecall("takes more than rows and weights");
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

const cannotRecall = (why: string): AppError =>
  new AppError(
    "graph-cut",
    `The vision encoder cannot be cut: its attention ${why}.`,
    "Encode whole pictures, or choose another export of this model.",
  );

// Rotation by positions that are given. GroupQueryAttention with `do_rotary` takes a row's place in the cache for its
// position, so a prompt whose tokens were dropped cannot keep the positions of the whole one.
//
//   before:  GroupQueryAttention(q, k, v, …, cos, sin; do_rotary = 1)
//   after:   GroupQueryAttention(RotaryEmbedding(q, position_ids, cos, sin), RotaryEmbedding(k, …), v, …; do_rotary = 0)
//
// Queries, keys and values that come packed in one row are split first. The graph gets an input `position_ids` [B, S].

import { changed, makeAttribute, makeInts, makeNode, makeValue, MICROSOFT } from "../make-parts.ts";
import type { OnnxModel, OnnxNode } from "../onnx-model.ts";
import { ELEMENT } from "../proto.ts";
import type { Rewrite, RewriteResult } from "../rewrite-model.ts";

export const POSITION_IDS = "position_ids";

export const EXPLICIT_ROTATION: Rewrite = { name: "explicit-rotation", apply: rotateOutside };

function rotateOutside(model: OnnxModel): RewriteResult {
  const turning = model.nodes.filter(
    ({ operator, attributes }) =>
      operator === "GroupQueryAttention" && attributes.get("do_rotary")?.int === 1,
  );
  if (turning.length === 0) return { count: 0, left: "no attention turns its rows itself" };
  if (model.inputs.some(({ name }) => name === POSITION_IDS)) {
    return { count: 0, left: `the graph has a use of its own for ${POSITION_IDS}` };
  }
  const tables = turning.map(({ inputs }) => model.weights.get(inputs[7] ?? "")?.dims[0] ?? 0);
  for (const [index, node] of turning.entries()) {
    const made = unfold(model, node, index);
    if (typeof made === "string") return { count: 0, left: made };
    model.nodes.splice(model.nodes.indexOf(node), 1, ...made);
  }
  model.inputs.push(makeValue(POSITION_IDS, ELEMENT.int64, ["batch_size", "sequence_length"]));
  return { count: turning.length, positions: Math.min(...tables) };
}

/** Returns the nodes that replace one attention, or why it cannot be replaced. */
function unfold(model: OnnxModel, node: OnnxNode, index: number): OnnxNode[] | string {
  const { inputs, attributes } = node;
  const [
    packed = "",
    keys = "",
    values = "",
    past = "",
    pastValues = "",
    lengths = "",
    total = "",
  ] = inputs;
  const [cos = "", sin = "", , ...rest] = inputs.slice(7);
  const heads = attributes.get("num_heads")?.int ?? 0;
  const kvHeads = attributes.get("kv_num_heads")?.int ?? 0;
  const headSize = model.inputs.find(({ name }) => name === past)?.shape?.[3];
  const columns = model.weights.get(cos)?.dims[1];
  if (typeof headSize !== "number" || columns === undefined) {
    return `the sizes of ${node.name} are not in the file`;
  }
  if (2 * columns !== headSize) return `${node.name} turns ${2 * columns} of ${headSize} channels`;

  const prefix = `attention.${index}`;
  const made: OnnxNode[] = [];
  let parts = [packed, keys, values];
  if (keys === "") {
    const sizes = [heads, kvHeads, kvHeads].map((count) => count * headSize);
    const split = makeInts(`${prefix}.sizes`, sizes);
    model.weights.set(split.name, split);
    parts = ["query", "key", "value"].map((part) => `${prefix}.${part}`);
    made.push(makeNode("Split", [packed, split.name], parts, { axis: -1 }));
  }
  const [query = "", key = "", value = ""] = parts;
  const interleaved = attributes.get("rotary_interleaved")?.int ?? 0;
  const turn = (tensor: string, output: string): string => {
    const turned = [tensor, POSITION_IDS, cos, sin];
    made.push(makeNode("RotaryEmbedding", turned, [output], { interleaved }, MICROSOFT));
    return output;
  };
  const turnedQuery = turn(query, `${prefix}.query.turned`);
  const turnedKey = turn(key, `${prefix}.key.turned`);
  const all = [
    turnedQuery,
    turnedKey,
    value,
    past,
    pastValues,
    lengths,
    total,
    "",
    "",
    "",
    ...rest,
  ];
  while (all.at(-1) === "") all.pop();
  const kept = new Map(attributes).set("do_rotary", makeAttribute("do_rotary", 0));
  made.push(changed(node, { inputs: all, attributes: kept }));
  return made;
}

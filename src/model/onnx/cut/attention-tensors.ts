// Finds what an attention takes: its queries and keys behind their rotation, from which a method can tell how much a row
// looks at every other one. No runtime gives that map, and none is ever made.

import type { OnnxModel, OnnxNode } from "../onnx-model.ts";
import { layerOfPast } from "./find-borders.ts";

export interface AttentionTensors {
  readonly layer: number;
  /** The tensor [1, S, heads · head_size]; with keys and values behind them in the same row when `keys` is null. */
  readonly queries: string;
  /** The tensor [1, S, kvHeads · head_size]; null where one tensor holds all three. */
  readonly keys: string | null;
  readonly heads: number;
  readonly kvHeads: number;
}

/**
 * Returns what the first and the last attention of a graph or part take; null for a graph without GroupQueryAttention, and
 * for one whose attention rotates inside, where queries behind the rotation are no tensor.
 */
export function endAttentions({ nodes }: OnnxModel): {
  readonly first: AttentionTensors | null;
  readonly last: AttentionTensors | null;
} {
  const attentions = nodes.filter(({ operator }) => operator === "GroupQueryAttention");
  return { first: tensorsOf(attentions[0]), last: tensorsOf(attentions.at(-1)) };
}

function tensorsOf(node: OnnxNode | undefined): AttentionTensors | null {
  if (node === undefined || node.attributes.get("do_rotary")?.int === 1) return null;
  const [queries = "", keys = "", , past = ""] = node.inputs;
  return {
    layer: layerOfPast(past) ?? 0,
    queries,
    keys: keys === "" ? null : keys,
    heads: node.attributes.get("num_heads")?.int ?? 0,
    kvHeads: node.attributes.get("kv_num_heads")?.int ?? 0,
  };
}

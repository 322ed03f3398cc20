// Finds a decoder's queries before their positions rotate them. Three kinds of graphs are supported: those that rotate
// inside GroupQueryAttention, by RotaryEmbedding before it, and by plain operators before it (M-RoPE).

import { contentOf } from "./cut/content.ts";
import { reads, type OnnxModel, type OnnxNode } from "./onnx-model.ts";

export interface QueryTensor {
  /** The number of the layer, from the name of the past that the node takes; else the node's place among the others. */
  readonly layer: number;
  /**
   * The tensor [1, S, heads · head_size], float32 or float16 as the cache. Heads are an axis of their own when more
   * than their projection comes before the rotation, such as a norm of each head.
   */
  readonly tensor: string;
  /** Whether keys and values follow the queries in the same row, [1, S, (heads + 2 · kvHeads) · head_size]. */
  readonly isPacked: boolean;
  readonly heads: number;
  readonly kvHeads: number;
  /** Whether GroupQueryAttention rotates, by the length of the past whatever positions are given. */
  readonly isTurnedInside: boolean;
  /** Whether channels 2i and 2i + 1 are a pair instead of i and i + half; false where plain operators rotate. */
  readonly isInterleaved: boolean;
}

/** Returns the queries of every GroupQueryAttention in order, except those whose rotation is of another kind. */
export function findQueries(graph: OnnxModel): QueryTensor[] {
  const walk = createWalk(graph);
  const found: QueryTensor[] = [];
  const attentions = graph.nodes.filter(({ operator }) => operator === "GroupQueryAttention");
  for (const [index, { inputs, attributes }] of attentions.entries()) {
    const [queries = "", keys = "", , past = ""] = inputs;
    const int = (name: string): number => attributes.get(name)?.int ?? 0;
    const isTurnedInside = int("do_rotary") === 1;
    const before = isTurnedInside
      ? { tensor: queries, isInterleaved: int("rotary_interleaved") === 1 }
      : walk(queries);
    if (before === null) continue;
    const layer = /^past_key_values\.(\d+)\.key$/.exec(past)?.[1];
    found.push({
      ...before,
      layer: layer === undefined ? index : Number(layer),
      isPacked: keys === "",
      heads: int("num_heads"),
      kvHeads: int("kv_num_heads"),
      isTurnedInside,
    });
  }
  return found;
}

/** Operators that only change a tensor's shape or type. */
const VIEWS = new Set(
  "Cast CastLike Flatten Identity Reshape Squeeze Transpose Unsqueeze".split(" "),
);
/** Operators that pick from their first input. */
const PICKS = new Set("Gather Slice Split".split(" "));
/** Operators that join their inputs; a rotation is made of these and of picks. */
const JOINS = new Set("Add Concat Mul Neg Sub".split(" "));

interface Unturned {
  readonly tensor: string;
  readonly isInterleaved: boolean;
}

/**
 * Walks from attention's input back to the tensor before rotation, which is the input itself when nothing rotates it.
 * The walk gives null when it cannot tell.
 */
function createWalk(graph: OnnxModel): (tensor: string) => Unturned | null {
  const makers = new Map<string, { node: OnnxNode; index: number }>();
  for (const [index, node] of graph.nodes.entries()) {
    for (const output of node.outputs) makers.set(output, { node, index });
  }
  const content = contentOf(graph);

  const behindViews = (tensor: string): string => {
    for (let at = tensor; ;) {
      const node = makers.get(at)?.node;
      if (node === undefined || !VIEWS.has(node.operator)) return at;
      at = node.inputs[0] ?? "";
    }
  };

  /** Returns what this node's result was before; null for a node that cannot be part of a rotation. */
  const before = (node: OnnxNode): readonly string[] | null => {
    const { operator, inputs } = node;
    const all = reads(node);
    if (VIEWS.has(operator) || PICKS.has(operator)) return inputs.slice(0, 1);
    // A product with a weight, or its bias, is not a rotation, whose cosines and sines follow the positions.
    if (!JOINS.has(operator) || all.some((input) => graph.weights.has(input))) return null;
    return all.filter((input) => content.has(input));
  };

  return (tensor) => {
    const start = behindViews(tensor);
    const first = makers.get(start)?.node;
    if (first?.operator === "RotaryEmbedding") {
      const isInterleaved = first.attributes.get("interleaved")?.int === 1;
      return { tensor: behindViews(first.inputs[0] ?? ""), isInterleaved };
    }
    // The latest of several tensors is undone first, so that all paths meet where they parted.
    const ways = new Set([start]);
    for (let hasParted = false; !hasParted || ways.size > 1; hasParted ||= ways.size > 1) {
      const [latest = ""] = [...ways].toSorted(
        (a, b) => (makers.get(b)?.index ?? -1) - (makers.get(a)?.index ?? -1),
      );
      const node = makers.get(latest)?.node;
      const earlier = node === undefined ? null : before(node);
      if (earlier === null) return hasParted ? null : { tensor: start, isInterleaved: false };
      ways.delete(latest);
      for (const input of earlier) ways.add(input);
    }
    const [turned = ""] = ways;
    return { tensor: behindViews(turned), isInterleaved: false };
  };
}

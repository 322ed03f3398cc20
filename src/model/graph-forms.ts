// What the memory of a run follows from beside a model's sizes: how its graphs are when they run, rewritten at load or left.

import { cacheType } from "./check-graphs.ts";
import { isFused, type Graph } from "./graph.ts";

export interface GraphForms {
  /** The vision encoder's attention is one operator a layer, which never holds its scores as a whole. */
  readonly hasFusedVision: boolean;
  /** So is the decoder's, and its cache is written in place. */
  readonly hasFusedDecoder: boolean;
  /** The decoder gives logits of every row, for want of `num_logits_to_keep`. */
  readonly hasAllLogits: boolean;
  /** Of one value of the KV cache. */
  readonly cacheBytes: 2 | 4;
}

/** The forms of graphs that run, read from them. */
export const formsOf = (vision: Graph, decoder: Graph): GraphForms => ({
  hasFusedVision: isFused(vision),
  hasFusedDecoder: isFused(decoder),
  hasAllLogits:
    !decoder.inputs.has("num_logits_to_keep") && decoder.outputs.get("logits")?.shape[1] !== 1,
  cacheBytes: cacheType(decoder) === "float16" ? 2 : 4,
});

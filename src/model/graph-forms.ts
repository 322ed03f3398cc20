// The form of a model's graphs when they run, rewritten at load or not, from which the memory of a run follows.

import { cacheType } from "./check-graphs.ts";
import { isFused, type Graph } from "./graph.ts";

/** The forms of a model's graphs as they run. */
export interface GraphForms {
  /** Whether the vision encoder's attention is one operator a layer, which never holds all its scores at once. */
  readonly hasFusedVision: boolean;
  /** Whether the decoder's attention is too, and its cache is written in place. */
  readonly hasFusedDecoder: boolean;
  /** Whether the decoder gives logits of every row, because it lacks `num_logits_to_keep`. */
  readonly hasAllLogits: boolean;
  /** The bytes of one value of the KV cache. */
  readonly cacheBytes: 2 | 4;
}

/** Reads the forms from loaded graphs. */
export const formsOf = (vision: Graph, decoder: Graph): GraphForms => ({
  hasFusedVision: isFused(vision),
  hasFusedDecoder: isFused(decoder),
  hasAllLogits:
    !decoder.inputs.has("num_logits_to_keep") && decoder.outputs.get("logits")?.shape[1] !== 1,
  cacheBytes: cacheType(decoder) === "float16" ? 2 : 4,
});

// How a model's graphs came out of the rewrites, told from the graphs that run.

import type { GraphForms } from "../model/graph-forms.ts";
import { isFused, type Graph } from "../model/graph.ts";
import { cacheType } from "./load-graphs.ts";

export const formsOf = (vision: Graph, decoder: Graph): GraphForms => ({
  hasFusedVision: isFused(vision),
  hasFusedDecoder: isFused(decoder),
  hasAllLogits:
    !decoder.inputs.has("num_logits_to_keep") && decoder.outputs.get("logits")?.shape[1] !== 1,
  cacheBytes: cacheType(decoder) === "float16" ? 2 : 4,
});

// What a family gives for its replica.

import type { Precision } from "../blocks/net.ts";
import type { Graph } from "../onnx/element.ts";
import type { RandomValues } from "../weights/values.ts";

export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export type GraphName = "vision_encoder" | "embed_tokens" | "decoder_model_merged";

export interface FamilyReplica {
  /** JSON files by path, without the tokenizer's. */
  readonly json: Readonly<Record<string, { readonly [key: string]: Json }>>;
  readonly tokenizer: { readonly file: Json; readonly config: Json };
  /** Width of `image_newline` in model.safetensors; null for a family without it. */
  readonly newlineWidth: number | null;
  /** `random` is the graph's own. */
  graph(name: GraphName, random: RandomValues, precision: Precision): Graph;
}

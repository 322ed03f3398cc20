// What a family provides for its replica.

import type { GraphName } from "../../../src/model/precision.ts";
import type { Precision } from "../blocks/net.ts";
import type { Graph } from "../onnx/element.ts";
import type { RandomValues } from "../weights/values.ts";

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Writes a graph; `random` is the graph's own. */
export type GraphWriter = (random: RandomValues, precision: Precision) => Graph;

export interface FamilyReplica {
  /** The JSON files by path, without the tokenizer's. */
  readonly json: Readonly<Record<string, { readonly [key: string]: Json }>>;
  readonly tokenizer: { readonly file: Json; readonly config: Json };
  /** The width of `image_newline` in model.safetensors; null for a family without it. */
  readonly newlineWidth: number | null;
  readonly graphs: Readonly<Record<GraphName, GraphWriter>>;
}

/** The decoder of every miniature, apart from what the families differ in. */
export const MINI_DECODER = {
  vocabulary: 512,
  width: 64,
  layers: 2,
  heads: 4,
  kvHeads: 2,
  headSize: 16,
  mlp: 128,
  maxPositions: 4096,
} as const;

/** The same for the vision encoders. */
export const MINI_TOWER = { width: 32, layers: 2, heads: 2, mlp: 64 } as const;

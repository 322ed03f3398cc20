// The vision tower's side of config.json, for estimates of memory only: what is not there is taken as SigLIP has it.

import type { JsonFile } from "../../base/json.ts";

export interface TowerConfig {
  /** Side of a patch, pixels. */
  readonly patch: number;
  /** Of the MLP. */
  readonly hidden: number;
  readonly heads: number;
}

/** @throws AppError `model-config` where there is no vision_config. */
export function readTower(config: JsonFile): TowerConfig {
  const vision = config.object("vision_config");
  // Qwen2-VL calls its own width embed_dim, and the language model's hidden_size.
  const width = vision.count("embed_dim", vision.count("hidden_size", 1152));
  return {
    patch: vision.count("patch_size", 14),
    hidden: vision.count("intermediate_size", width * Math.ceil(vision.number("mlp_ratio", 4))),
    heads: vision.count("num_attention_heads", vision.count("num_heads", 16)),
  };
}

// The vision tower's part of config.json, for estimates of memory only; missing fields get SigLIP's values.

import type { JsonFile } from "../../base/json.ts";

export interface TowerConfig {
  /** The side of a patch, in pixels. */
  readonly patch: number;
  /** The width of the MLP. */
  readonly hidden: number;
  readonly heads: number;
}

/** Reads it. @throws AppError `model-config` when there is no vision_config. */
export function readTower(config: JsonFile): TowerConfig {
  const vision = config.object("vision_config");
  // In Qwen2-VL its own width is embed_dim, and hidden_size the language model's.
  const width = vision.count("embed_dim", vision.count("hidden_size", 1152));
  return {
    patch: vision.count("patch_size", 14),
    hidden: vision.count("intermediate_size", width * Math.ceil(vision.number("mlp_ratio", 4))),
    heads: vision.count("num_attention_heads", vision.count("num_heads", 16)),
  };
}

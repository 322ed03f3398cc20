// The language model's part of config.json, which all families write alike.

import type { JsonFile } from "../../base/json.ts";
import type { ConfigFiles, TextConfig } from "./adapter.ts";
import { withDefaults } from "./config-defaults.ts";

/**
 * Reads it. `part` is `text_config`, or the whole of config.json in a family's older exports, which lack that part.
 * `modelType` is the type of a part that has none.
 */
export function readText(
  part: JsonFile,
  { generation }: ConfigFiles,
  modelType: string,
): TextConfig {
  const text = withDefaults(part, modelType);
  const heads = text.count("num_attention_heads");
  const width = text.count("hidden_size");
  return {
    width,
    layers: text.count("num_hidden_layers"),
    heads,
    hidden: text.count("intermediate_size", 4 * width),
    kvHeads: text.count("num_key_value_heads", heads),
    headSize: text.count("head_dim", Math.floor(width / heads)),
    maxPositions: text.count("max_position_embeddings"),
    vocabulary: text.count("vocab_size"),
    ropeTheta: ropeTheta(part, text),
    endTokenIds: endTokens(generation, text),
  };
}

/** eos_token_id is one id or several, in the generation's file or in the model's. */
function endTokens(generation: JsonFile | null, text: JsonFile): number[] {
  const given = generation?.maybe("eos_token_id") ?? text.maybe("eos_token_id");
  if (Array.isArray(given)) return given.filter((id) => typeof id === "number");
  return typeof given === "number" ? [given] : [];
}

/** transformers 5 moved it into `rope_parameters`; without either, the class's default or RoPE's own 10,000 holds. */
function ropeTheta(part: JsonFile, text: JsonFile): number {
  const fallback = text.number("rope_theta", 10_000);
  const moved = part.maybe("rope_parameters") ?? null;
  if (moved === null) return fallback;
  return part.number("rope_theta", part.object("rope_parameters").number("rope_theta", fallback));
}

// The language model's side of config.json, which all families write alike.

import type { JsonFile } from "../json.ts";
import type { ConfigFiles, TextConfig } from "./adapter.ts";

/** `text` is `text_config`, or the whole of config.json where a family's older exports have no such part. */
export function readText(text: JsonFile, { generation }: ConfigFiles): TextConfig {
  const heads = text.count("num_attention_heads");
  const width = text.count("hidden_size");
  return {
    width,
    layers: text.count("num_hidden_layers"),
    kvHeads: text.count("num_key_value_heads", heads),
    headSize: text.count("head_dim", Math.floor(width / heads)),
    maxPositions: text.count("max_position_embeddings"),
    vocabulary: text.count("vocab_size"),
    ropeTheta: text.number("rope_theta", ropeParameter(text)),
    endTokenIds: endTokens(generation, text),
  };
}

/** eos_token_id is one id or several, in the generation's file or in the model's. */
function endTokens(generation: JsonFile | null, text: JsonFile): number[] {
  const given = generation?.maybe("eos_token_id") ?? text.maybe("eos_token_id");
  if (Array.isArray(given)) return given.filter((id) => typeof id === "number");
  return typeof given === "number" ? [given] : [];
}

/** transformers 5 moved it into `rope_parameters`; without either it is RoPE's own 10,000. */
function ropeParameter(text: JsonFile): number {
  const moved = text.maybe("rope_parameters");
  return moved === undefined || moved === null
    ? 10_000
    : text.object("rope_parameters").number("rope_theta", 10_000);
}

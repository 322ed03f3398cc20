// The defaults that transformers leaves out of a config.json: up to 4.45, `save_pretrained` drops every field of a part
// that equals the default of the part's class. Read from the classes of transformers 4.45, 4.51 and 5.5, which agree
// (test/golden/configs/make_configs.py); only fields that the adapters read are listed.

import type { JsonFile } from "../../base/json.ts";

type Defaults = Readonly<Record<string, number>>;

const QWEN2_VL: Defaults = {
  hidden_size: 8192,
  num_hidden_layers: 80,
  num_attention_heads: 64,
  num_key_value_heads: 8,
  max_position_embeddings: 32_768,
  vocab_size: 152_064,
  rope_theta: 1_000_000,
};

/** The defaults by the `model_type` of the part. */
export const CONFIG_DEFAULTS: Readonly<Record<string, Defaults>> = {
  qwen2: {
    hidden_size: 4096,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    num_key_value_heads: 32,
    max_position_embeddings: 32_768,
    vocab_size: 151_936,
    rope_theta: 10_000,
  },
  // It has as many key and value heads as heads unless the file says otherwise.
  llama: {
    hidden_size: 4096,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    max_position_embeddings: 2048,
    vocab_size: 32_000,
    rope_theta: 10_000,
    eos_token_id: 2,
  },
  qwen2_vl: QWEN2_VL,
  qwen2_vl_text: { ...QWEN2_VL, eos_token_id: 151_645 },
  qwen3_5_text: {
    hidden_size: 4096,
    num_hidden_layers: 32,
    num_attention_heads: 16,
    num_key_value_heads: 4,
    head_dim: 256,
    max_position_embeddings: 32_768,
    vocab_size: 248_320,
    rope_theta: 10_000,
  },
  lfm2: {
    hidden_size: 2560,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    num_key_value_heads: 8,
    max_position_embeddings: 128_000,
    vocab_size: 65_536,
    rope_theta: 1_000_000,
    eos_token_id: 2,
  },
  siglip_vision_model: { hidden_size: 768, image_size: 224, patch_size: 16 },
  siglip2_vision_model: { hidden_size: 768, patch_size: 16 },
  smolvlm_vision: { hidden_size: 1152, image_size: 224, patch_size: 32 },
  idefics3_vision: { hidden_size: 1152, image_size: 224, patch_size: 32 },
};

/** Returns the part with omitted fields filled in. `modelType` is the family's own for a part that has none. */
export function withDefaults(part: JsonFile, modelType: string): JsonFile {
  const given = part.maybe("model_type");
  return part.over(CONFIG_DEFAULTS[typeof given === "string" ? given : modelType] ?? {});
}

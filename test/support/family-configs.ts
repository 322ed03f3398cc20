import { adapterFor } from "../../src/model/adapters/find.ts";
import type { FamilyConfig } from "../../src/model/adapters/adapter.ts";
import { JsonFile } from "../../src/base/json.ts";

type Json = Record<string, unknown>;

const HALF = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };
const SIGLIP_384 = { hidden_size: 1152, image_size: 384, patch_size: 14 };
const QWEN2_05B = {
  hidden_size: 896,
  num_hidden_layers: 24,
  num_attention_heads: 14,
  num_key_value_heads: 2,
  max_position_embeddings: 32_768,
  vocab_size: 152_000,
};

/** LLaVA-OneVision's chat_template.json on the hub; the other families' adapters bring their own. */
export const ONEVISION_TEMPLATE =
  "{% for message in messages %}<|im_start|>{{ message.role }} " +
  "{% for part in message.content %}" +
  "{% if part.type == 'video' %}<video>{% else %}{{ '\\n' + part.text }}{% endif %}" +
  "{% endfor %}<|im_end|>{% endfor %}" +
  "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

/** Templates of one user's turn, written as those of the published folders render it. */
export const QWEN3_5_TEMPLATE =
  "{% for message in messages %}<|im_start|>{{ message.role }}\n" +
  "{% for part in message.content %}" +
  "{% if part.type == 'video' %}<|vision_start|><|video_pad|><|vision_end|>{% else %}{{ part.text }}{% endif %}" +
  "{% endfor %}<|im_end|>\n{% endfor %}" +
  "{% if add_generation_prompt %}<|im_start|>assistant\n" +
  "{% if enable_thinking is defined and enable_thinking is true %}<think>\n{% else %}<think>\n\n</think>\n\n{% endif %}" +
  "{% endif %}";
export const LFM2_TEMPLATE =
  "{{ bos_token }}{% for message in messages %}<|im_start|>{{ message.role }}\n" +
  "{% for part in message.content %}" +
  "{% if part.type == 'image' %}<image>{% else %}{{ part.text }}{% endif %}" +
  "{% endfor %}<|im_end|>\n{% endfor %}" +
  "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

/** The fields that we read of each family's published files, with their published values. */
export const PUBLISHED = {
  llava_onevision: {
    config: {
      model_type: "llava_onevision",
      video_token_index: 151_647,
      text_config: QWEN2_05B,
      vision_config: SIGLIP_384,
    },
    preprocessor: { ...HALF, resample: 3, size: { width: 384, height: 384 } },
    generation: { eos_token_id: 151_645 },
  },
  llava_video: {
    config: {
      model_type: "llava_video",
      mm_spatial_pool_mode: "average",
      mm_spatial_pool_stride: 2,
      mm_newline_position: "grid",
      text_config: {
        ...QWEN2_05B,
        hidden_size: 3584,
        num_hidden_layers: 28,
        num_attention_heads: 28,
        num_key_value_heads: 4,
      },
      vision_config: SIGLIP_384,
    },
    preprocessor: { ...HALF, resample: 3, size: { width: 384, height: 384 } },
    generation: { eos_token_id: [151_645, 151_643] },
  },
  qwen2_vl: {
    config: {
      model_type: "qwen2_vl",
      hidden_size: 1536,
      num_hidden_layers: 28,
      num_attention_heads: 12,
      num_key_value_heads: 2,
      max_position_embeddings: 32_768,
      vocab_size: 151_936,
      video_token_id: 151_656,
      vision_config: { hidden_size: 1536, patch_size: 14, spatial_merge_size: 2 },
    },
    preprocessor: {
      image_mean: [0.48145466, 0.4578275, 0.40821073],
      image_std: [0.26862954, 0.26130258, 0.27577711],
      min_pixels: 3136,
      max_pixels: 12_845_056,
    },
    generation: { eos_token_id: [151_645, 151_643] },
  },
  smolvlm: {
    config: {
      model_type: "smolvlm",
      image_token_id: 49_190,
      scale_factor: 4,
      text_config: {
        hidden_size: 960,
        num_hidden_layers: 32,
        num_attention_heads: 15,
        num_key_value_heads: 5,
        head_dim: 64,
        max_position_embeddings: 8192,
        vocab_size: 49_280,
      },
      vision_config: { hidden_size: 768, image_size: 512, patch_size: 16 },
    },
    preprocessor: {
      ...HALF,
      resample: 1,
      size: { longest_edge: 2048 },
      max_image_size: { longest_edge: 512 },
      video_sampling: { fps: 1, max_frames: 64, video_size: { longest_edge: 512 } },
    },
    generation: { eos_token_id: 49_279 },
  },
  qwen3_5: {
    config: {
      model_type: "qwen3_5",
      video_token_id: 248_057,
      text_config: {
        model_type: "qwen3_5_text",
        hidden_size: 1024,
        num_hidden_layers: 24,
        num_attention_heads: 8,
        num_key_value_heads: 2,
        head_dim: 256,
        max_position_embeddings: 262_144,
        vocab_size: 248_320,
        rope_parameters: { rope_theta: 10_000_000, partial_rotary_factor: 0.25 },
      },
      vision_config: { patch_size: 16, spatial_merge_size: 2, temporal_patch_size: 2 },
    },
    preprocessor: {
      ...HALF,
      resample: 3,
      size: { shortest_edge: 131_072, longest_edge: 786_432 },
    },
    generation: { eos_token_id: [248_046, 248_044] },
  },
  lfm2_vl: {
    config: {
      model_type: "lfm2_vl",
      downsample_factor: 2,
      image_token_id: 396,
      text_config: {
        model_type: "lfm2",
        hidden_size: 1024,
        num_hidden_layers: 16,
        num_attention_heads: 16,
        num_key_value_heads: 8,
        max_position_embeddings: 128_000,
        vocab_size: 65_536,
      },
      vision_config: { model_type: "siglip2_vision_model", patch_size: 16 },
    },
    preprocessor: {
      ...HALF,
      resample: 2,
      encoder_patch_size: 16,
      downsample_factor: 2,
      min_image_tokens: 64,
      max_image_tokens: 256,
      tile_size: 512,
      do_image_splitting: true,
    },
    generation: { eos_token_id: 7 },
  },
} as const;

export type Family = keyof typeof PUBLISHED;

export interface Changes {
  readonly config?: Json;
  readonly preprocessor?: Json;
  readonly videoPreprocessor?: Json;
}

/** The published files with some fields changed; undefined removes one. */
export function changedFiles(family: Family, changes: Changes = {}) {
  const { config, preprocessor } = PUBLISHED[family];
  const merged = (base: Json, change: Json | undefined): Json =>
    JSON.parse(JSON.stringify({ ...base, ...change })) as Json;
  return {
    config: merged(config, changes.config),
    preprocessor: merged(preprocessor, changes.preprocessor),
  };
}

/** The family's adapter on those files. */
export function readFamily(family: Family, changes: Changes = {}): FamilyConfig {
  const { config, preprocessor } = changedFiles(family, changes);
  const { videoPreprocessor } = changes;
  return adapterFor(family).read({
    config: new JsonFile("config.json", config),
    preprocessor: new JsonFile("preprocessor_config.json", preprocessor),
    videoPreprocessor:
      videoPreprocessor === undefined
        ? null
        : new JsonFile("video_preprocessor_config.json", videoPreprocessor),
    generation: new JsonFile("generation_config.json", PUBLISHED[family].generation),
  });
}

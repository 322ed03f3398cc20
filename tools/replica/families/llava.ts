// LLaVA-OneVision and LLaVA-Video: SigLIP without its last layer and norm, a projector of two layers, Qwen2.
//
// Exact: names, types, prompt, token ids and dimensions, as the 0.5B repository and conversion script have them; that
// graphs are traced (see `form`) and the embedding is never quantised.
// LLaVA-Video has no public export: its replica is what tools/export/llava-video would make.

import { decoderModel, type DecoderShape } from "../blocks/decoder.ts";
import { embedTokens } from "../blocks/embedding.ts";
import { linear, toFloat32, toReal, unquantized, type Net } from "../blocks/net.ts";
import { tracedFullAttention } from "../blocks/traced-attention.ts";
import { tracedDecoder } from "../blocks/traced-decoder.ts";
import { fullAttention, patchEmbedding, towerLayers, type TowerShape } from "../blocks/vision.ts";
import type { Graph } from "../onnx/element.ts";
import { createGraphBuilder } from "../onnx/graph-builder.ts";
import type { ReplicaOptions } from "../options.ts";
import { MINI_DECODER, MINI_TOWER, type FamilyReplica } from "./family.ts";
import { idOf, tokenizerConfig, tokenizerJson, type Tokens } from "./tokens.ts";

interface Shape {
  readonly side: number;
  readonly patch: number;
  readonly tower: TowerShape;
  readonly decoder: DecoderShape;
  readonly tokens: Tokens;
}

const TAIL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<image>", "<video>"];
const MINI_TOKENS: Tokens = {
  words: "qwen2",
  lead: [],
  pieces: MINI_DECODER.vocabulary - TAIL.length,
  tail: TAIL,
};
/** Qwen2's 151,643 pieces of text. */
const REAL_TOKENS: Tokens = { ...MINI_TOKENS, pieces: 151_643 };

const LLM = {
  epsilon: 1e-6,
  hasBias: true,
  canKeepLogits: true,
  rotary: { kind: "fused" },
} as const;
const SIGLIP = { epsilon: 1e-6, activation: "gelu-tanh" } as const;

const MINI: Shape = {
  side: 42,
  patch: 14,
  tower: { ...SIGLIP, ...MINI_TOWER },
  decoder: {
    ...LLM,
    ...MINI_DECODER,
    theta: 10_000,
  },
  tokens: MINI_TOKENS,
};

/** SigLIP-so400m-patch14-384 and Qwen2-0.5B. */
const REAL_ONEVISION: Shape = {
  side: 384,
  patch: 14,
  tower: { ...SIGLIP, width: 1152, layers: 26, heads: 16, mlp: 4304 },
  decoder: {
    ...LLM,
    vocabulary: 152_000,
    width: 896,
    layers: 24,
    heads: 14,
    kvHeads: 2,
    headSize: 64,
    mlp: 4864,
    theta: 1e6,
    maxPositions: 32_768,
  },
  tokens: REAL_TOKENS,
};

/** LLaVA-OneVision with its patches and its proportions of tower and decoder, small enough for a processor. */
const MIDDLE_ONEVISION: Shape = {
  ...REAL_ONEVISION,
  tower: { ...SIGLIP, width: 384, layers: 4, heads: 6, mlp: 1440 },
  decoder: {
    ...REAL_ONEVISION.decoder,
    vocabulary: 8192,
    width: 256,
    layers: 6,
    heads: 4,
    kvHeads: 1,
    mlp: 1376,
  },
  tokens: { ...MINI_TOKENS, pieces: 8192 - TAIL.length },
};

/** The same tower and Qwen2-7B. */
const REAL_VIDEO: Shape = {
  ...REAL_ONEVISION,
  decoder: {
    ...REAL_ONEVISION.decoder,
    vocabulary: 152_064,
    width: 3584,
    layers: 28,
    heads: 28,
    kvHeads: 4,
    headSize: 128,
    mlp: 18_944,
  },
};

export function llavaReplica(options: ReplicaOptions): FamilyReplica {
  const { family, scale, hasFlatFeatures = false, form = "traced" } = options;
  const isVideo = family === "llava-video";
  const isTraced = !isVideo && form === "traced";
  const decoder = isTraced ? tracedDecoder : decoderModel;
  const large = isVideo ? REAL_VIDEO : scale === "middle" ? MIDDLE_ONEVISION : REAL_ONEVISION;
  const shape = scale === "mini" ? MINI : large;
  return {
    json: isVideo ? { ...json(shape), "config.json": videoConfig(shape) } : json(shape),
    tokenizer: {
      file: tokenizerJson(shape.tokens),
      config: tokenizerConfig(shape.tokens, {
        template: template(isVideo),
        additional_special_tokens: ["<|im_start|>", "<|im_end|>", "<image>", "<video>"],
        bos_token: null,
        eos_token: "<|im_end|>",
        pad_token: "<|endoftext|>",
        errors: "replace",
        model_max_length: shape.decoder.maxPositions,
        processor_class: "LlavaOnevisionProcessor",
        split_special_tokens: false,
        tokenizer_class: "Qwen2Tokenizer",
      }),
    },
    newlineWidth: shape.decoder.width,
    graphs: {
      vision_encoder: (random, precision) =>
        visionEncoder(shape, { random, precision }, { hasFlatFeatures, isTraced }),
      embed_tokens: (random, precision) =>
        embedTokens(shape.decoder, random, isVideo ? precision : unquantized(precision)),
      decoder_model_merged: (random, precision) => decoder(shape.decoder, random, precision),
    },
  };
}

/** pixel_values [N, 3, side, side] → image_features, neither pooled nor with a newline. */
function visionEncoder(
  { side, patch, tower, decoder }: Shape,
  how: Pick<Net, "random" | "precision">,
  { hasFlatFeatures: isFlat, isTraced }: { hasFlatFeatures: boolean; isTraced: boolean },
): Graph {
  const graph = createGraphBuilder("vision_encoder");
  const net: Net = { graph, ...how };
  const [pictures, width] = ["num_images", decoder.width];
  graph.input("pixel_values", "float32", [pictures, 3, side, side]);
  const patches = patchEmbedding(net, toReal(net, "pixel_values"), {
    side,
    patch,
    width: tower.width,
  });
  const mix = isTraced ? tracedFullAttention(net, tower) : fullAttention(net, tower.heads);
  const hidden = towerLayers(net, patches, tower, mix);
  const first = { inputs: tower.width, outputs: width, hasBias: true };
  const projected = linear(net, "projector.first", hidden, first);
  const active = graph.addMicrosoft("Gelu", [projected], "projector.active");
  toFloat32(net, "image_features", (output) => {
    const second = { inputs: width, outputs: width, hasBias: true };
    if (!isFlat) return linear(net, "projector.second", active, { ...second, output });
    const rows = linear(net, "projector.second", active, second);
    return graph.add("Reshape", [rows, graph.ints([-1, width])], output);
  });
  const count = Math.floor(side / patch) ** 2;
  graph.output(
    "image_features",
    "float32",
    isFlat ? ["num_features", width] : [pictures, count, width],
  );
  return graph.build();
}

function json({ side, patch, tower, decoder, tokens }: Shape): FamilyReplica["json"] {
  const end = idOf(tokens, "<|im_end|>");
  const pad = idOf(tokens, "<|endoftext|>");
  const bos = idOf(tokens, "<|im_start|>");
  const pixels = {
    do_convert_rgb: true,
    do_normalize: true,
    do_rescale: true,
    do_resize: true,
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.5, 0.5, 0.5],
    processor_class: "LlavaOnevisionProcessor",
    resample: 3,
    rescale_factor: 1 / 255,
    size: { height: side, width: side },
  };
  return {
    "config.json": {
      model_type: "llava_onevision",
      architectures: ["LlavaOnevisionForConditionalGeneration"],
      image_token_index: idOf(tokens, "<image>"),
      video_token_index: idOf(tokens, "<video>"),
      image_grid_pinpoints: [[side, side]],
      vision_aspect_ratio: "anyres_max_9",
      vision_feature_layer: -1,
      vision_feature_select_strategy: "full",
      projector_hidden_act: "gelu",
      tie_word_embeddings: false,
      torch_dtype: "float16",
      text_config: {
        model_type: "qwen2",
        architectures: ["Qwen2ForCausalLM"],
        hidden_size: decoder.width,
        intermediate_size: decoder.mlp,
        num_hidden_layers: decoder.layers,
        num_attention_heads: decoder.heads,
        num_key_value_heads: decoder.kvHeads,
        hidden_act: "silu",
        rms_norm_eps: decoder.epsilon,
        rope_theta: decoder.theta,
        max_position_embeddings: decoder.maxPositions,
        vocab_size: decoder.vocabulary,
        tie_word_embeddings: true,
        bos_token_id: pad,
        eos_token_id: end,
      },
      vision_config: {
        model_type: "siglip_vision_model",
        hidden_size: tower.width,
        intermediate_size: tower.mlp,
        num_hidden_layers: tower.layers,
        num_attention_heads: tower.heads,
        image_size: side,
        patch_size: patch,
        vision_use_head: false,
      },
    },
    "preprocessor_config.json": {
      ...pixels,
      do_pad: true,
      image_processor_type: "LlavaOnevisionImageProcessor",
      image_grid_pinpoints: [[side, side]],
    },
    "video_preprocessor_config.json": {
      ...pixels,
      video_processor_type: "LlavaOnevisionVideoProcessor",
      do_sample_frames: false,
    },
    "generation_config.json": { bos_token_id: bos, eos_token_id: end, pad_token_id: pad },
  };
}

function videoConfig(shape: Shape) {
  return {
    ...json(shape)["config.json"],
    model_type: "llava_video",
    architectures: ["LlavaVideoForConditionalGeneration"],
    mm_newline_position: "grid",
    mm_spatial_pool_mode: "bilinear",
    mm_spatial_pool_stride: 2,
  };
}

/** Media first, then text, each on its own line; LLaVA-Video's conversation starts with Qwen's system message. */
function template(hasSystem: boolean): string {
  const system =
    "{% if messages[0]['role'] != 'system' %}{{ '<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n' }}{% endif %}";
  const parts = (type: string, text: string): string =>
    `{% for part in message['content'] | selectattr('type', 'equalto', '${type}') %}{{ ${text} }}{% endfor %}`;
  return [
    hasSystem ? system : "",
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] }}",
    "{% if message['content'] is string %}{{ '\\n' + message['content'] }}{% else %}",
    parts("image", "'\\n<image>'"),
    parts("video", "'\\n<video>'"),
    parts("text", "'\\n' + part['text']"),
    "{% endif %}{{ '<|im_end|>\\n' }}{% endfor %}",
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
  ].join("");
}

// SmolVLM2: SigLIP-B, its patches shuffled into channels, one matrix to the width of a SmolLM2.
//
// Exact: names, types, ranks, token ids, prompt and dimensions; that the embedding is not quantised in the 4-bit sets
// (189 MB for 49280 × 960 in the published embed_tokens_q4). Assumed: how many operators a layer is made of, and how
// pixel_attention_mask comes to the attention.

import { decoderModel, type DecoderShape } from "../blocks/decoder.ts";
import { embedTokens } from "../blocks/embedding.ts";
import {
  cast,
  layerNorm,
  linear,
  toFloat32,
  toReal,
  type Net,
  type Precision,
  unquantized,
} from "../blocks/net.ts";
import { tracedFullAttention } from "../blocks/traced-attention.ts";
import { patchEmbedding, towerLayers, type TowerShape } from "../blocks/vision.ts";
import type { Graph } from "../onnx/element.ts";
import { createGraphBuilder } from "../onnx/graph-builder.ts";
import { constantTensor } from "../onnx/tensor.ts";
import type { ReplicaOptions } from "../options.ts";
import type { RandomValues } from "../weights/values.ts";
import { MINI_DECODER, MINI_TOWER, type FamilyReplica } from "./family.ts";
import { idOf, tokenCount, tokenizerConfig, tokenizerJson, type Tokens } from "./tokens.ts";

interface Shape {
  readonly side: number;
  readonly patch: number;
  /** The patches along a side that become one token. */
  readonly shuffle: number;
  readonly tower: TowerShape;
  readonly decoder: DecoderShape;
  readonly tokens: Tokens;
}

const MINI_LEAD = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];
const MINI_TAIL = ["<global-img>", "<fake_token_around_image>", "<image>", "<end_of_utterance>"];
const MINI_TOKENS: Tokens = {
  words: "smollm2",
  lead: MINI_LEAD,
  pieces: MINI_DECODER.vocabulary - MINI_TAIL.length,
  tail: MINI_TAIL,
};

/** SmolLM2's 49,152 ids, its 17 control tokens first; then SmolVLM's 128, among them <image>, 49190. */
const REAL_TOKENS: Tokens = {
  words: "smollm2",
  lead: [
    ...MINI_LEAD,
    "<repo_name>",
    "<reponame>",
    "<file_sep>",
    "<filename>",
    "<gh_stars>",
    "<issue_start>",
    "<issue_comment>",
    "<issue_closed>",
    "<jupyter_start>",
    "<jupyter_text>",
    "<jupyter_code>",
    "<jupyter_output>",
    "<jupyter_script>",
    "<empty_output>",
  ],
  pieces: 49_152,
  tail: [
    "<global-img>",
    ...Array.from({ length: 36 }, (_, i) => `<row_${Math.floor(i / 6) + 1}_col_${(i % 6) + 1}>`),
    "<fake_token_around_image>",
    "<image>",
    ...Array.from({ length: 88 }, (_, i) => `<|reserved_special_token_${i}|>`),
    "<end_of_utterance>",
  ],
};

const SIGLIP = { epsilon: 1e-6, activation: "gelu-tanh" } as const;
const LLM = {
  epsilon: 1e-5,
  hasBias: false,
  canKeepLogits: false,
  theta: 100_000,
  rotary: { kind: "positions" },
} as const;

const MINI: Shape = {
  side: 64,
  patch: 8,
  shuffle: 2,
  tower: { ...SIGLIP, ...MINI_TOWER },
  decoder: {
    ...LLM,
    ...MINI_DECODER,
  },
  tokens: MINI_TOKENS,
};

const REAL_500M: Shape = {
  side: 512,
  patch: 16,
  shuffle: 4,
  tower: { ...SIGLIP, width: 768, layers: 12, heads: 12, mlp: 3072 },
  decoder: {
    ...LLM,
    vocabulary: tokenCount(REAL_TOKENS),
    width: 960,
    layers: 32,
    heads: 15,
    kvHeads: 5,
    headSize: 64,
    mlp: 2560,
    maxPositions: 8192,
  },
  tokens: REAL_TOKENS,
};

const REAL_256M: Shape = {
  ...REAL_500M,
  decoder: { ...REAL_500M.decoder, width: 576, layers: 30, heads: 9, kvHeads: 3, mlp: 1536 },
};

export function smolVlm2Replica({ scale, size }: ReplicaOptions): FamilyReplica {
  const shape = scale === "mini" ? MINI : size === "256m" ? REAL_256M : REAL_500M;
  return {
    json: json(shape),
    tokenizer: {
      file: tokenizerJson(shape.tokens),
      config: tokenizerConfig(shape.tokens, {
        template: template(),
        additional_special_tokens: ["<fake_token_around_image>", "<image>", "<end_of_utterance>"],
        bos_token: "<|im_start|>",
        eos_token: "<end_of_utterance>",
        pad_token: "<|im_end|>",
        model_max_length: shape.decoder.maxPositions,
        processor_class: "SmolVLMProcessor",
        tokenizer_class: "GPT2Tokenizer",
      }),
    },
    newlineWidth: null,
    graphs: {
      vision_encoder: (random, precision) => visionEncoder(shape, random, precision),
      embed_tokens: (random, precision) =>
        embedTokens(shape.decoder, random, unquantized(precision)),
      decoder_model_merged: (random, precision) => decoderModel(shape.decoder, random, precision),
    },
  };
}

/** pixel_values [B, F, 3, side, side], pixel_attention_mask [B, F, side, side] → image_features [B·F, N, D]. */
function visionEncoder(
  { side, patch, shuffle, tower, decoder }: Shape,
  random: RandomValues,
  precision: Precision,
): Graph {
  const graph = createGraphBuilder("vision_encoder");
  const net: Net = { graph, random, precision };
  const [batch, frames] = ["batch_size", "num_images"];
  graph.input("pixel_values", "float32", [batch, frames, 3, side, side]);
  graph.input("pixel_attention_mask", "bool", [batch, frames, side, side]);
  const pixels = toReal(net, "pixel_values");
  const pictures = graph.add("Reshape", [pixels, graph.ints([-1, 3, side, side])], "pictures");
  const patches = patchEmbedding(net, pictures, { side, patch, width: tower.width });
  const bias = maskBias(net, side, patch);
  const hidden = towerLayers(net, patches, tower, tracedFullAttention(net, tower, bias));
  const normed = layerNorm(net, "norm", hidden, tower.width, tower.epsilon);
  const tokens = pixelShuffle(net, normed, side / patch, shuffle, tower.width);
  toFloat32(net, "image_features", (output) =>
    linear(net, "connector", tokens, {
      inputs: tower.width * shuffle ** 2,
      outputs: decoder.width,
      output,
    }),
  );
  const perFrame = (side / patch / shuffle) ** 2;
  graph.output("image_features", "float32", ["num_features", perFrame, decoder.width]);
  return graph.build();
}

/** What attention adds for each patch, [B·F, 1, P, P]: 0 where any of its pixels counts, else −10⁴. */
function maskBias(net: Net, side: number, patch: number): string {
  const { graph } = net;
  const count = (side / patch) ** 2;
  const mask = cast(net, "pixel_attention_mask", "float32", "mask.real");
  const planes = graph.add("Reshape", [mask, graph.ints([-1, 1, side, side])], "mask.planes");
  const seen = graph.add("MaxPool", [planes], "mask.patches", {
    attributes: { kernel_shape: [patch, patch], strides: [patch, patch] },
  });
  const keys = graph.add("Reshape", [seen, graph.ints([-1, 1, 1, count])], "mask.keys");
  const [one, far] = Object.entries({ one: 1, far: 1e4 }).map(([name, value]) =>
    graph.tensor(constantTensor(`mask.${name}`, "float32", [], [value])),
  ) as [string, string];
  const missing = graph.add("Sub", [keys, one], "mask.missing");
  const scores = graph.add("Mul", [missing, far], "mask.scores");
  const all = graph.add("Expand", [scores, graph.ints([1, 1, count, 1])], "mask.bias");
  return toReal(net, all);
}

/** [F, grid², width] → [F, (grid / factor)², width · factor²]: squares of neighbours become one row. */
function pixelShuffle(net: Net, x: string, grid: number, factor: number, width: number): string {
  const { graph } = net;
  const few = grid / factor;
  const reshape = (from: string, shape: readonly number[], name: string): string =>
    graph.add("Reshape", [from, graph.ints(shape)], `shuffle.${name}`);
  const swap = (from: string, name: string): string =>
    graph.add("Transpose", [from], `shuffle.${name}`, { attributes: { perm: [0, 2, 1, 3] } });
  const columns = reshape(x, [-1, grid, few, width * factor], "columns");
  const rows = reshape(swap(columns, "across"), [-1, few, few, width * factor ** 2], "rows");
  return reshape(swap(rows, "back"), [-1, few * few, width * factor ** 2], "tokens");
}

function json({ side, patch, shuffle, tower, decoder, tokens }: Shape): FamilyReplica["json"] {
  const id = (token: string): number => idOf(tokens, token);
  const [bos, end, pad] = [id("<|im_start|>"), id("<end_of_utterance>"), id("<|im_end|>")];
  return {
    "config.json": {
      model_type: "smolvlm",
      architectures: ["SmolVLMForConditionalGeneration"],
      image_token_id: id("<image>"),
      pad_token_id: pad,
      scale_factor: shuffle,
      tie_word_embeddings: false,
      torch_dtype: "float32",
      vocab_size: decoder.vocabulary,
      text_config: {
        model_type: "llama",
        hidden_size: decoder.width,
        intermediate_size: decoder.mlp,
        num_hidden_layers: decoder.layers,
        num_attention_heads: decoder.heads,
        num_key_value_heads: decoder.kvHeads,
        head_dim: decoder.headSize,
        hidden_act: "silu",
        rms_norm_eps: decoder.epsilon,
        rope_theta: decoder.theta,
        max_position_embeddings: decoder.maxPositions,
        vocab_size: decoder.vocabulary,
        pad_token_id: pad,
      },
      vision_config: {
        model_type: "smolvlm_vision",
        hidden_size: tower.width,
        intermediate_size: tower.mlp,
        num_hidden_layers: tower.layers,
        num_attention_heads: tower.heads,
        image_size: side,
        patch_size: patch,
        max_image_size: { longest_edge: side },
        size: { longest_edge: 4 * side },
      },
    },
    "preprocessor_config.json": {
      do_convert_rgb: true,
      do_image_splitting: true,
      do_normalize: true,
      do_pad: true,
      do_rescale: true,
      do_resize: true,
      image_mean: [0.5, 0.5, 0.5],
      image_std: [0.5, 0.5, 0.5],
      image_processor_type: "SmolVLMImageProcessor",
      processor_class: "SmolVLMProcessor",
      max_image_size: { longest_edge: side },
      resample: 1,
      rescale_factor: 1 / 255,
      size: { longest_edge: 4 * side },
      video_sampling: { fps: 1, max_frames: 64, video_size: { longest_edge: side } },
    },
    "processor_config.json": {
      image_seq_len: (side / patch / shuffle) ** 2,
      processor_class: "SmolVLMProcessor",
    },
    "generation_config.json": { bos_token_id: bos, eos_token_id: end, pad_token_id: pad },
  };
}

/** "User: " and the contents in their order; `<video>` is not a token, but is replaced by the processor's text. */
function template(): string {
  return [
    "<|im_start|>{% for message in messages %}{{ message['role'] | capitalize }}",
    "{% if message['content'] is string %}{{ ': ' + message['content'] }}{% else %}",
    "{% if message['content'][0]['type'] == 'image' %}:{% else %}{{ ': ' }}{% endif %}",
    "{% for part in message['content'] %}",
    "{% if part['type'] == 'text' %}{{ part['text'] }}",
    "{% elif part['type'] == 'image' %}{{ '<image>' }}",
    "{% elif part['type'] == 'video' %}{{ '<video>' }}{% endif %}",
    "{% endfor %}{% endif %}<end_of_utterance>{{ '\\n' }}{% endfor %}",
    "{% if add_generation_prompt %}Assistant:{% endif %}",
  ].join("");
}

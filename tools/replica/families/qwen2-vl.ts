// Qwen2-VL: a tower over patches of two frames with 2-D rotary positions, 2 × 2 of them merged; Qwen2 with M-RoPE.
//
// Exact: names, types, token ids, prompt and dimensions, and that the encoder's mask is open for one temporal step only.
// And that graphs are traced (see `form`), the embedding is never quantised, nor are the encoder's layers, which are Gemm.
// Fewer than the published: one row in grid_thw.

import { decoderModel, type DecoderShape } from "../blocks/decoder.ts";
import { embedTokens } from "../blocks/embedding.ts";
import {
  cast,
  layerNorm,
  linear,
  table,
  toFloat32,
  toReal,
  unquantized,
  weight,
  type Net,
} from "../blocks/net.ts";
import { doubledAngles, frequency, rotate } from "../blocks/rotary.ts";
import { fullAttention, towerLayers, type Mix, type TowerShape } from "../blocks/vision.ts";
import { tracedFullAttention } from "../blocks/traced-attention.ts";
import { tracedDecoder } from "../blocks/traced-decoder.ts";
import type { Graph } from "../onnx/element.ts";
import { createGraphBuilder } from "../onnx/graph-builder.ts";
import type { ReplicaOptions } from "../options.ts";
import { computedValues } from "../weights/values.ts";
import { MINI_DECODER, MINI_TOWER, type FamilyReplica } from "./family.ts";
import { idOf, tokenizerConfig, tokenizerJson, type Tokens } from "./tokens.ts";

interface Shape {
  readonly tower: TowerShape;
  readonly decoder: DecoderShape;
  readonly sections: readonly [number, number, number];
  readonly minPixels: number;
  readonly maxPixels: number;
  readonly tokens: Tokens;
}

const PATCH = 14;
const MERGE = 2;
const TEMPORAL = 2;
const PATCH_VALUES = 3 * TEMPORAL * PATCH * PATCH;
const VISION_THETA = 10_000;

/** The control tokens in the order of their published ids, 151643 … 151656. */
const TAIL = [
  "<|endoftext|>",
  "<|im_start|>",
  "<|im_end|>",
  "<|object_ref_start|>",
  "<|object_ref_end|>",
  "<|box_start|>",
  "<|box_end|>",
  "<|quad_start|>",
  "<|quad_end|>",
  "<|vision_start|>",
  "<|vision_end|>",
  "<|vision_pad|>",
  "<|image_pad|>",
  "<|video_pad|>",
];
const MINI_TOKENS: Tokens = {
  words: "qwen2",
  lead: [],
  pieces: MINI_DECODER.vocabulary - TAIL.length,
  tail: TAIL,
};
const REAL_TOKENS: Tokens = { ...MINI_TOKENS, pieces: 151_643 };

const TOWER = { epsilon: 1e-6, activation: "quick-gelu" } as const;
const LLM = { epsilon: 1e-6, hasBias: true, canKeepLogits: false, theta: 1e6 } as const;

const MINI_SECTIONS = [2, 3, 3] as const;
const MINI: Shape = {
  tower: { ...TOWER, ...MINI_TOWER },
  decoder: {
    ...LLM,
    ...MINI_DECODER,
    rotary: { kind: "sections", sections: MINI_SECTIONS },
  },
  sections: MINI_SECTIONS,
  minPixels: (4 * PATCH) ** 2,
  maxPixels: (8 * PATCH) ** 2,
  tokens: MINI_TOKENS,
};

const REAL_SECTIONS = [16, 24, 24] as const;
const REAL: Shape = {
  tower: { ...TOWER, width: 1280, layers: 32, heads: 16, mlp: 5120 },
  decoder: {
    ...LLM,
    vocabulary: 151_936,
    width: 1536,
    layers: 28,
    heads: 12,
    kvHeads: 2,
    headSize: 128,
    mlp: 8960,
    maxPositions: 32_768,
    rotary: { kind: "sections", sections: REAL_SECTIONS },
  },
  sections: REAL_SECTIONS,
  minPixels: 3136,
  maxPixels: 12_845_056,
  tokens: REAL_TOKENS,
};

export function qwen2VlReplica({ scale, form = "traced" }: ReplicaOptions): FamilyReplica {
  const shape = scale === "mini" ? MINI : REAL;
  const isTraced = form === "traced";
  const decoder = isTraced ? tracedDecoder : decoderModel;
  return {
    json: json(shape),
    tokenizer: {
      file: tokenizerJson(shape.tokens),
      config: tokenizerConfig(shape.tokens, {
        template: template(),
        additional_special_tokens: TAIL.slice(1),
        bos_token: null,
        eos_token: "<|im_end|>",
        pad_token: "<|endoftext|>",
        errors: "replace",
        model_max_length: shape.decoder.maxPositions,
        split_special_tokens: false,
        tokenizer_class: "Qwen2Tokenizer",
      }),
    },
    newlineWidth: null,
    graphs: {
      vision_encoder: (random, precision) =>
        visionEncoder(shape, { random, precision: unquantized(precision) }, isTraced),
      embed_tokens: (random, precision) =>
        embedTokens(shape.decoder, random, unquantized(precision)),
      decoder_model_merged: (random, precision) => decoder(shape.decoder, random, precision),
    },
  };
}

/** pixel_values [t·h·w, 1176] in merge order, grid_thw [1, 3] → image_features [t·h·w / 4, D]. */
function visionEncoder(
  { tower, decoder }: Shape,
  how: Pick<Net, "random" | "precision">,
  isTraced: boolean,
): Graph {
  const graph = createGraphBuilder("vision_encoder");
  const net: Net = { graph, ...how };
  const { width } = tower;
  graph.input("pixel_values", "float32", ["num_patches", PATCH_VALUES]);
  graph.input("grid_thw", "int64", ["num_images", 3]);
  const grid = graph.add("Reshape", ["grid_thw", graph.ints([-1])], "grid.flat");
  // In the published model it is a convolution over the whole patch, which 4-bit exports do not quantise.
  const kernel = weight(net, "patch.weight", [PATCH_VALUES, width], {
    std: 1 / Math.sqrt(PATCH_VALUES),
  });
  const patches = graph.add("MatMul", [toReal(net, "pixel_values"), kernel], "patch");
  const steps = graph.add("Slice", [grid, graph.ints([0]), graph.ints([1])], "grid.steps");
  const shape = graph.add("Concat", [steps, graph.ints([-1, width])], "grid.shape", {
    attributes: { axis: 0 },
  });
  const rows = graph.add("Reshape", [patches, shape], "patch.steps");
  const hidden = towerLayers(net, rows, tower, rotaryAttention(net, tower, grid, isTraced));
  const normed = layerNorm(net, "merger.norm", hidden, width, tower.epsilon);
  const merged = MERGE * MERGE * width;
  const groups = graph.add("Reshape", [normed, graph.ints([-1, merged])], "merger.groups");
  const first = linear(net, "merger.first", groups, {
    inputs: merged,
    outputs: merged,
    hasBias: true,
  });
  const active = graph.addMicrosoft("Gelu", [first], "merger.active");
  toFloat32(net, "image_features", (output) =>
    linear(net, "merger.second", active, {
      inputs: merged,
      outputs: decoder.width,
      hasBias: true,
      output,
    }),
  );
  graph.output("image_features", "float32", ["num_features", decoder.width]);
  return graph.build();
}

/**
 * Attention of queries and keys [t, h·w, width], rotated by row and column. The published graph was traced with one
 * step, so its loop over steps opens the mask for the first step's patches only; later steps see all patches alike.
 */
function rotaryAttention(
  net: Net,
  { width, heads }: TowerShape,
  grid: string,
  isTraced: boolean,
): Mix {
  const { graph } = net;
  const headSize = width / heads;
  const angles = doubledAngles(net, "rotary", patchAngles(net, headSize, grid), 1);
  const turn = (name: string, x: string): string => {
    const split = graph.add("Reshape", [x, graph.ints([0, 0, heads, headSize])], `${name}.heads`);
    const rotated = rotate(net, name, split, angles, headSize);
    return graph.add("Reshape", [rotated, graph.ints([0, 0, width])], `${name}.flat`);
  };
  const mask = firstStepMask(net, grid);
  const mix = isTraced
    ? tracedFullAttention(net, { heads, width }, mask)
    : fullAttention(net, heads, mask);
  const asOne = (x: string): string =>
    graph.add("Reshape", [x, graph.ints([1, -1, width])], `${x}.sequence`);
  return (name, query, key, value) => {
    const rows = [turn(query, query), turn(key, key), value].map(asOne) as [string, string, string];
    const mixed = mix(name, ...rows);
    return graph.add("Reshape", [mixed, "grid.shape"], `${name}.steps`);
  };
}

/** Scores' bias [1, 1, P, P] for all patches P of a run: 0 between those of the first step, else the least number. */
function firstStepMask(net: Net, grid: string): string {
  const { graph, precision } = net;
  const shape = graph.add("Shape", ["patch"], "mask.shape");
  const all = graph.add("Gather", [shape, graph.ints([0], [])], "mask.patches");
  const steps = graph.add("Gather", [grid, graph.ints([0], [])], "mask.steps");
  const perStep = graph.add("Div", [all, steps], "mask.perStep");
  const places = graph.add("Range", [graph.ints([0], []), all, graph.ints([1], [])], "mask.places");
  const isFirst = graph.add("Less", [places, perStep], "mask.isFirst");
  const rows = graph.add("Reshape", [isFirst, graph.ints([-1, 1])], "mask.rows");
  const columns = graph.add("Reshape", [isFirst, graph.ints([1, -1])], "mask.columns");
  const isOpen = graph.add("And", [rows, columns], "mask.isOpen");
  const least = precision.real === "float16" ? -65_504 : -(2 - 2 ** -23) * 2 ** 127;
  const constant = (name: string, value: number): string =>
    table(
      net,
      name,
      [],
      computedValues(1, () => value),
    );
  const bias = graph.add(
    "Where",
    [isOpen, constant("mask.open", 0), constant("mask.closed", least)],
    "mask.flat",
  );
  return graph.add("Unsqueeze", [bias, graph.ints([0, 1])], "mask");
}

/** Angles [h·w, headSize / 2] of one step's patches in merge order: a quarter by row, a quarter by column. */
function patchAngles(net: Net, headSize: number, grid: string): string {
  const { graph } = net;
  const count = headSize / 4;
  const values = computedValues(count, (pair) => frequency(pair, headSize / 2, VISION_THETA));
  const frequencies = table(net, "rotary.frequencies", [1, count], values, "float32");
  // Rows and columns each follow their own two of the axes [h/2, w/2, 2, 2].
  const along = (axis: "rows" | "columns", index: number, shape: readonly number[]): string => {
    const length = graph.add("Gather", [grid, graph.ints([index], [])], `grid.${axis}`);
    const limits = [graph.ints([0], []), length, graph.ints([1], [])];
    const range = graph.add("Range", limits, `grid.${axis}.range`);
    const shaped = graph.add("Reshape", [range, graph.ints(shape)], `grid.${axis}.shaped`);
    return cast(net, shaped, "float32", `grid.${axis}.real`);
  };
  const rows = along("rows", 1, [-1, 1, MERGE, 1]);
  const columns = along("columns", 2, [1, -1, 1, MERGE]);
  const sum = graph.add("Add", [rows, columns], "grid.sum");
  const parts = [columns, rows].map((other, index) => {
    const all = graph.add("Sub", [sum, other], `grid.all.${index}`); // whole numbers, so exact
    const flat = graph.add("Reshape", [all, graph.ints([-1, 1])], `rotary.flat.${index}`);
    return graph.add("Mul", [flat, frequencies], `rotary.part.${index}`);
  });
  return graph.add("Concat", parts, "rotary.angles", { attributes: { axis: 1 } });
}

function json({
  tower,
  decoder,
  sections,
  minPixels,
  maxPixels,
  tokens,
}: Shape): FamilyReplica["json"] {
  const id = (token: string): number => idOf(tokens, token);
  return {
    "config.json": {
      model_type: "qwen2_vl",
      architectures: ["Qwen2VLForConditionalGeneration"],
      attention_dropout: 0,
      bos_token_id: id("<|endoftext|>"),
      eos_token_id: id("<|im_end|>"),
      vision_start_token_id: id("<|vision_start|>"),
      vision_end_token_id: id("<|vision_end|>"),
      vision_token_id: id("<|vision_pad|>"),
      image_token_id: id("<|image_pad|>"),
      video_token_id: id("<|video_pad|>"),
      hidden_act: "silu",
      hidden_size: decoder.width,
      intermediate_size: decoder.mlp,
      max_position_embeddings: decoder.maxPositions,
      num_attention_heads: decoder.heads,
      num_hidden_layers: decoder.layers,
      num_key_value_heads: decoder.kvHeads,
      rms_norm_eps: decoder.epsilon,
      rope_theta: decoder.theta,
      rope_scaling: { type: "mrope", mrope_section: [...sections] },
      tie_word_embeddings: true,
      torch_dtype: "bfloat16",
      use_sliding_window: false,
      vocab_size: decoder.vocabulary,
      vision_config: {
        depth: tower.layers,
        embed_dim: tower.width,
        mlp_ratio: tower.mlp / tower.width,
        num_heads: tower.heads,
        in_chans: 3,
        hidden_size: decoder.width,
        patch_size: PATCH,
        spatial_merge_size: MERGE,
        spatial_patch_size: PATCH,
        temporal_patch_size: TEMPORAL,
      },
    },
    "preprocessor_config.json": {
      do_convert_rgb: true,
      do_normalize: true,
      do_rescale: true,
      do_resize: true,
      min_pixels: minPixels,
      max_pixels: maxPixels,
      resample: 3,
      rescale_factor: 1 / 255,
      size: { max_pixels: maxPixels, min_pixels: minPixels },
      patch_size: PATCH,
      temporal_patch_size: TEMPORAL,
      merge_size: MERGE,
      image_mean: [0.48145466, 0.4578275, 0.40821073],
      image_std: [0.26862954, 0.26130258, 0.27577711],
      image_processor_type: "Qwen2VLImageProcessor",
      processor_class: "Qwen2VLProcessor",
    },
    "generation_config.json": {
      bos_token_id: id("<|endoftext|>"),
      eos_token_id: [id("<|im_end|>"), id("<|endoftext|>")],
      pad_token_id: id("<|endoftext|>"),
      do_sample: true,
      temperature: 0.01,
      top_p: 0.001,
      top_k: 1,
    },
  };
}

/** A system message unless the conversation has one; contents in their order, media between their marks. */
function template(): string {
  const media = (kind: string): string => `'<|vision_start|><|${kind}_pad|><|vision_end|>'`;
  return [
    "{% for message in messages %}",
    "{% if loop.first and message['role'] != 'system' %}{{ '<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n' }}{% endif %}",
    "{{ '<|im_start|>' + message['role'] + '\\n' }}",
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}",
    "{% for part in message['content'] %}",
    `{% if part['type'] == 'image' %}{{ ${media("image")} }}`,
    `{% elif part['type'] == 'video' %}{{ ${media("video")} }}`,
    "{% elif part['type'] == 'text' %}{{ part['text'] }}{% endif %}",
    "{% endfor %}{% endif %}{{ '<|im_end|>\\n' }}{% endfor %}",
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
  ].join("");
}

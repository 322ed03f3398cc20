// decoder_model_merged of fused operators, as onnxruntime-genai's builder writes a Qwen2- or Llama-like language model: one
// graph for prefill and step.

import { float, type Graph } from "../onnx/element.ts";
import { createGraphBuilder } from "../onnx/graph-builder.ts";
import type { RandomValues } from "../weights/values.ts";
import { cast, linear, toFloat32, toReal, weight, type Net, type Precision } from "./net.ts";
import { plainAttention } from "./plain-attention.ts";
import { rotaryTables, rotate, sectionAngles, type Rotary, type RotaryShape } from "./rotary.ts";

export interface DecoderShape extends RotaryShape {
  readonly vocabulary: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly mlp: number;
  readonly epsilon: number;
  /** Whether queries, keys and values have a bias, as in Qwen2 but not in Llama. */
  readonly hasBias: boolean;
  readonly rotary: Rotary;
  /** GroupQueryAttention (default), or plain operators, which need another rotation than `fused`. */
  readonly attention?: "grouped" | "plain";
  /** Whether the graph takes num_logits_to_keep. */
  readonly canKeepLogits: boolean;
}

/** The spread of the logits, in nats: neither one token alone nor all of them alike. */
export const LOGIT_SPREAD = 2;
/** The spread of what a layer adds, to a stream that starts with spread 1. */
export const RESIDUAL_GAIN = 0.5;

const [BATCH, SEQUENCE] = ["batch_size", "sequence_length"];
const [PAST, TOTAL] = ["past_sequence_length", "total_sequence_length"];

/** Computes the attention of one layer's queries, keys and values. */
type Attend = (
  name: string,
  normed: string,
  past: readonly string[],
  present: readonly string[],
) => string;

export function decoderModel(
  shape: DecoderShape,
  random: RandomValues,
  precision: Precision,
): Graph {
  const graph = createGraphBuilder("decoder_model_merged");
  const net: Net = { graph, random, precision };
  const { width, layers, kvHeads, headSize, epsilon, mlp } = shape;
  graph.input("inputs_embeds", "float32", [BATCH, SEQUENCE, width]);
  graph.input("attention_mask", "int64", [BATCH, TOTAL]);
  if (shape.rotary.kind !== "fused") {
    const axes = shape.rotary.kind === "sections" ? [3] : [];
    graph.input("position_ids", "int64", [...axes, BATCH, SEQUENCE]);
  }
  if (shape.canKeepLogits) graph.input("num_logits_to_keep", "int64", []);
  for (let index = 0; index < layers; index++) {
    for (const part of ["key", "value"]) {
      const name = `past_key_values.${index}.${part}`;
      graph.input(name, precision.real, [BATCH, kvHeads, PAST, headSize]);
    }
  }
  graph.output("logits", "float32", [
    BATCH,
    shape.canKeepLogits ? "num_logits_to_keep" : SEQUENCE,
    shape.vocabulary,
  ]);
  const attend = attention(net, shape);
  let stream = toReal(net, "inputs_embeds");
  let delta: string | null = null;
  for (let index = 0; index < layers; index++) {
    const name = `layers.${index}`;
    const named = (side: string) => ["key", "value"].map((part) => `${side}.${index}.${part}`);
    const [past, present] = [named("past_key_values"), named("present")];
    const first = skipNorm(net, `${name}.norm1`, stream, delta, width, epsilon);
    const mixed = attend(name, first.normed, past, present);
    const heads = shape.heads * headSize;
    delta = linear(net, `${name}.out`, mixed, {
      inputs: heads,
      outputs: width,
      gain: RESIDUAL_GAIN,
    });
    const second = skipNorm(net, `${name}.norm2`, first.sum, delta, width, epsilon);
    delta = gatedMlp(net, name, second.normed, width, mlp);
    stream = second.sum;
    for (const value of present) {
      graph.output(value, precision.real, [BATCH, kvHeads, TOTAL, headSize]);
    }
  }
  const { normed } = skipNorm(net, "norm", stream, delta, width, epsilon);
  const kept = shape.canKeepLogits ? lastRows(net, normed) : normed;
  toFloat32(net, "logits", (output) =>
    linear(net, "lm_head", kept, {
      inputs: width,
      outputs: shape.vocabulary,
      gain: LOGIT_SPREAD,
      output,
    }),
  );
  return graph.build();
}

function attention(net: Net, shape: DecoderShape): Attend {
  const { graph } = net;
  const { width, heads, kvHeads, headSize, hasBias, rotary } = shape;
  const isPlain = shape.attention === "plain";
  const plain = isPlain ? plainAttention(net, shape) : null;
  const lengths = isPlain ? [] : maskLengths(net);
  const attributes = {
    num_heads: heads,
    kv_num_heads: kvHeads,
    scale: float(headSize ** -0.5),
    do_rotary: rotary.kind === "fused" ? 1 : 0,
    rotary_interleaved: rotary.kind === "fused" && rotary.isInterleaved === true ? 1 : 0,
  };
  const mix = (name: string, inputs: readonly string[], present: readonly string[]): string =>
    graph.addMicrosoft("GroupQueryAttention", inputs, `${name}.mixed`, {
      outputs: [`${name}.mixed`, ...present],
      attributes,
    });
  if (rotary.kind === "fused") {
    const tables = rotaryTables(net, shape);
    return (name, normed, past, present) => {
      const outputs = (heads + 2 * kvHeads) * headSize;
      const qkv = linear(net, `${name}.qkv`, normed, { inputs: width, outputs, hasBias });
      return mix(name, [qkv, "", "", ...past, ...lengths, ...tables], present);
    };
  }
  const turn = turner(net, shape, rotary);
  return (name, normed, past, present) => {
    const project = (part: string, count: number): string =>
      linear(net, `${name}.${part}`, normed, { inputs: width, outputs: count * headSize, hasBias });
    const query = turn(`${name}.query`, project("query", heads), heads);
    const key = turn(`${name}.key`, project("key", kvHeads), kvHeads);
    const value = project("value", kvHeads);
    return plain === null
      ? mix(name, [query, key, value, ...past, ...lengths], present)
      : plain(name, { query, key, value }, past, present);
  };
}

/** x [B, S, count · headSize] → the same, rotated by position_ids. */
function turner(
  net: Net,
  shape: DecoderShape,
  rotary: Exclude<Rotary, { kind: "fused" }>,
): (name: string, x: string, count: number) => string {
  const { graph } = net;
  if (rotary.kind === "positions") {
    const tables = rotaryTables(net, shape);
    return (name, x) =>
      graph.addMicrosoft("RotaryEmbedding", [x, "position_ids", ...tables], `${name}.rotated`, {
        attributes: { interleaved: rotary.isInterleaved === true ? 1 : 0 },
      });
  }
  const angles = sectionAngles(net, shape, rotary.sections);
  return (name, x, count) => {
    const split = graph.ints([0, 0, count, shape.headSize]);
    const heads = graph.add("Reshape", [x, split], `${name}.heads`);
    const rotated = rotate(net, name, heads, angles, shape.headSize);
    return graph.add(
      "Reshape",
      [rotated, graph.ints([0, 0, count * shape.headSize])],
      `${name}.flat`,
    );
  };
}

export function gatedMlp(net: Net, name: string, x: string, width: number, mlp: number): string {
  const { graph } = net;
  const [gate, up] = ["gate", "up"].map((part) =>
    linear(net, `${name}.${part}`, x, { inputs: width, outputs: mlp }),
  ) as [string, string];
  const open = graph.add("Sigmoid", [gate], `${name}.open`);
  const silu = graph.add("Mul", [gate, open], `${name}.silu`);
  const active = graph.add("Mul", [silu, up], `${name}.active`);
  return linear(net, `${name}.down`, active, { inputs: mlp, outputs: width, gain: RESIDUAL_GAIN });
}

/** Adds `delta` to `stream`, and returns the RMS norm of the sum and the sum. */
function skipNorm(
  net: Net,
  name: string,
  stream: string,
  delta: string | null,
  width: number,
  epsilon: number,
): { normed: string; sum: string } {
  const { graph } = net;
  const scale = weight(net, `${name}.weight`, [width], { std: 0.1, mean: 1 });
  if (delta === null) {
    const attributes = { axis: -1, epsilon: float(epsilon), stash_type: 1 };
    const normed = graph.add("SimplifiedLayerNormalization", [stream, scale], name, { attributes });
    return { normed, sum: stream };
  }
  const sum = `${name}.sum`;
  const normed = graph.addMicrosoft(
    "SkipSimplifiedLayerNormalization",
    [stream, delta, scale],
    name,
    {
      outputs: [name, "", "", sum],
      attributes: { epsilon: float(epsilon) },
    },
  );
  return { normed, sum };
}

/** What GroupQueryAttention needs of the mask: each sample's last row, and the total length. */
function maskLengths(net: Net): readonly [seen: string, total: string] {
  const { graph } = net;
  const counted = graph.add("ReduceSum", ["attention_mask", graph.ints([1])], "mask.count", {
    attributes: { keepdims: 0 },
  });
  const last = graph.add("Sub", [counted, graph.ints([1])], "mask.last");
  const shape = graph.add("Shape", ["attention_mask"], "mask.shape");
  const length = graph.add("Gather", [shape, graph.ints([1], [])], "mask.length");
  return [cast(net, last, "int32", "seqlens_k"), cast(net, length, "int32", "total_length")];
}

/** Keeps the last num_logits_to_keep rows; a start of −0 = 0 keeps all. */
function lastRows(net: Net, x: string): string {
  const { graph } = net;
  const negative = graph.add("Neg", ["num_logits_to_keep"], "keep.negative");
  const start = graph.add("Reshape", [negative, graph.ints([1])], "keep.start");
  const end = graph.ints([2 ** 31 - 1]);
  return graph.add("Slice", [x, start, end, graph.ints([1])], "keep.rows");
}

// decoder_model_merged as torch.onnx traces it from Hugging Face's Qwen2, without any fused operator: LLaVA-OneVision's by
// optimum, Qwen2-VL's by the script that was published with it. It gives the logits of every row.

import type { Graph } from "../onnx/element.ts";
import { createGraphBuilder } from "../onnx/graph-builder.ts";
import { computedValues, type RandomValues } from "../weights/values.ts";
import { gatedMlp, LOGIT_SPREAD, RESIDUAL_GAIN, type DecoderShape } from "./decoder.ts";
import { linear, table, toFloat32, toReal, weight, type Net, type Precision } from "./net.ts";
import { rotate } from "./rotary.ts";
import { gatheredSections, slicedTables } from "./traced-angles.ts";
import { causalMask, tracedAttention } from "./traced-attention.ts";

const [BATCH, SEQUENCE, PAST] = ["batch_size", "sequence_length", "past_sequence_length"];

/** The names of the axes and the order of the inputs, which each script has in its own way. */
const SIGNATURES = {
  /** optimum */
  tables: { isEmbedsLast: true, total: "past_sequence_length + 1" },
  /** The script of onnx-community/Qwen2-VL-2B-Instruct, which gives all rows the name of the new ones. */
  sections: { isEmbedsLast: false, total: SEQUENCE },
} as const;

export function tracedDecoder(
  shape: DecoderShape,
  random: RandomValues,
  precision: Precision,
): Graph {
  const graph = createGraphBuilder("decoder_model_merged");
  const net: Net = { graph, random, precision };
  const { width, layers, heads, kvHeads, headSize, epsilon, rotary } = shape;
  const sections = rotary.kind === "sections" ? rotary.sections : null;
  const { isEmbedsLast, total } = SIGNATURES[sections === null ? "tables" : "sections"];
  const embeds = (): void => void graph.input("inputs_embeds", "float32", [BATCH, SEQUENCE, width]);
  if (!isEmbedsLast) embeds();
  graph.input("attention_mask", "int64", [BATCH, total]);
  graph.input("position_ids", "int64", [...(sections === null ? [] : [3]), BATCH, SEQUENCE]);
  const named = (side: string, index: number): [key: string, value: string] => [
    `${side}.${index}.key`,
    `${side}.${index}.value`,
  ];
  for (let index = 0; index < layers; index++) {
    for (const name of named("past_key_values", index)) {
      graph.input(name, precision.real, [BATCH, kvHeads, PAST, headSize]);
    }
  }
  if (isEmbedsLast) embeds();
  graph.output("logits", "float32", [BATCH, SEQUENCE, shape.vocabulary]);

  const mask = causalMask(net);
  const angles =
    sections === null ? slicedTables(net, shape) : gatheredSections(net, shape, sections);
  let stream = toReal(net, "inputs_embeds");
  for (let index = 0; index < layers; index++) {
    const name = `layers.${index}`;
    const present = named("present", index);
    const normed = rootMeanSquareNorm(net, `${name}.norm1`, stream, width, epsilon);
    const apart = (part: string, count: number): string => {
      const rows = linear(net, `${name}.${part}`, normed, {
        inputs: width,
        outputs: count * headSize,
        hasBias: shape.hasBias,
      });
      const split = graph.add(
        "Reshape",
        [rows, graph.ints([0, 0, count, headSize])],
        `${name}.${part}.rows`,
      );
      return graph.add("Transpose", [split], `${name}.${part}.heads`, {
        attributes: { perm: [0, 2, 1, 3] },
      });
    };
    const turned = (part: string, count: number): string =>
      rotate(net, `${name}.${part}`, apart(part, count), angles, headSize);
    const query = turned("query", heads);
    const fresh = [turned("key", kvHeads), apart("value", kvHeads)];
    for (const [at, past] of named("past_key_values", index).entries()) {
      const output = present[at] ?? "";
      graph.add("Concat", [past, fresh[at] ?? ""], output, { attributes: { axis: -2 } });
      graph.output(output, precision.real, [BATCH, kvHeads, total, headSize]);
    }
    const [key, value] = present;
    const mixed = tracedAttention(net, name, { query, key, value, mask, heads, kvHeads, headSize });
    const options = { inputs: heads * headSize, outputs: width, gain: RESIDUAL_GAIN };
    stream = graph.add(
      "Add",
      [stream, linear(net, `${name}.out`, mixed, options)],
      `${name}.middle`,
    );
    const second = rootMeanSquareNorm(net, `${name}.norm2`, stream, width, epsilon);
    stream = graph.add("Add", [stream, gatedMlp(net, name, second, width, shape.mlp)], name);
  }
  const normed = rootMeanSquareNorm(net, "norm", stream, width, epsilon);
  toFloat32(net, "logits", (output) => {
    const options = { inputs: width, outputs: shape.vocabulary, gain: LOGIT_SPREAD };
    linear(net, "lm_head", normed, { ...options, output });
  });
  return graph.build();
}

/** x / √(mean x² + ε) · weight. */
function rootMeanSquareNorm(
  net: Net,
  name: string,
  x: string,
  width: number,
  epsilon: number,
): string {
  const { graph } = net;
  const scalar = (part: string, value: number): string =>
    table(
      net,
      `${name}.${part}`,
      [],
      computedValues(1, () => value),
    );
  const squares = graph.add("Pow", [x, scalar("two", 2)], `${name}.squares`);
  const mean = graph.add("ReduceMean", [squares], `${name}.mean`, {
    attributes: { axes: [-1], keepdims: 1 },
  });
  const sum = graph.add("Add", [mean, scalar("epsilon", epsilon)], `${name}.sum`);
  const root = graph.add("Sqrt", [sum], `${name}.root`);
  const inverse = graph.add("Div", [scalar("one", 1), root], `${name}.inverse`);
  const scaled = graph.add("Mul", [x, inverse], `${name}.scaled`);
  const scale = weight(net, `${name}.weight`, [width], { std: 0.1, mean: 1 });
  return graph.add("Mul", [scale, scaled], name);
}

// embed_tokens: input_ids int64 [batch_size, sequence_length] → inputs_embeds float32 [.., .., width].

import { createGraphBuilder } from "../onnx/graph-builder.ts";
import { inMemory } from "../onnx/bytes.ts";
import type { Graph, Tensor } from "../onnx/element.ts";
import { BLOCK_SIZE, quantizedMatrix, ZERO_POINT } from "../weights/quantize.ts";
import type { RandomValues } from "../weights/values.ts";
import { toFloat32, weight, type Net, type Precision } from "./net.ts";

export interface EmbeddingShape {
  readonly vocabulary: number;
  readonly width: number;
}

/** When quantised it is GatherBlockQuantized with zero points; most published 4-bit sets do not quantise it. */
export function embedTokens(
  { vocabulary, width }: EmbeddingShape,
  random: RandomValues,
  precision: Precision,
): Graph {
  const graph = createGraphBuilder("embed_tokens");
  const net: Net = { graph, random, precision };
  graph.input("input_ids", "int64", ["batch_size", "sequence_length"]);
  toFloat32(net, "inputs_embeds", (output) => {
    const name = "embed_tokens.weight";
    if (!precision.isQuantized) {
      graph.add(
        "Gather",
        [weight(net, name, [vocabulary, width], { std: 1 }), "input_ids"],
        output,
      );
      return;
    }
    const values = random.normal(name, vocabulary * width, { std: 1 });
    const matrix = quantizedMatrix(name, [vocabulary, width], values, {
      scales: precision.real,
      flat: true,
    });
    graph.addMicrosoft(
      "GatherBlockQuantized",
      [
        graph.tensor(matrix.packed),
        "input_ids",
        graph.tensor(matrix.scales),
        graph.tensor(zeroPoints(`${name}_zp`, vocabulary, Math.ceil(width / BLOCK_SIZE))),
      ],
      output,
      { attributes: { bits: 4, block_size: BLOCK_SIZE, gather_axis: 0, quantize_axis: 1 } },
    );
  });
  graph.output("inputs_embeds", "float32", ["batch_size", "sequence_length", width]);
  return graph.build();
}

/** The zero point 8 for every block, two in a byte. */
function zeroPoints(name: string, rows: number, blocks: number): Tensor {
  const columns = Math.ceil(blocks / 2);
  const bytes = new Uint8Array(rows * columns).fill(0x11 * ZERO_POINT);
  return { name, element: "uint8", dims: [rows, columns], ...inMemory(bytes) };
}

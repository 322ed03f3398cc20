// A made-up decoder whose graph may have any of the attentions and rotations.

import { decoderModel, type DecoderShape } from "../../tools/replica/blocks/decoder.ts";
import { embedTokens } from "../../tools/replica/blocks/embedding.ts";
import { MINI_DECODER } from "../../tools/replica/families/family.ts";
import { joined } from "../../tools/replica/onnx/bytes.ts";
import type { Graph } from "../../tools/replica/onnx/element.ts";
import { graphParts } from "../../tools/replica/onnx/layout.ts";
import { precisionOf, type Dtype } from "../../tools/replica/options.ts";
import { createRandomValues } from "../../tools/replica/weights/values.ts";
import type { DecoderFiles } from "./model.ts";

/** The miniature decoder of all replicas, with the rotary base 10,000. */
export function replicaDecoder(
  parts: Pick<DecoderShape, "rotary" | "attention">,
  dtype: Dtype = "fp32",
): DecoderFiles {
  const precision = precisionOf(dtype);
  const random = createRandomValues(11);
  const decoder = decoderModel(
    {
      ...MINI_DECODER,
      epsilon: 1e-6,
      hasBias: true,
      canKeepLogits: false,
      theta: 10_000,
      ...parts,
    },
    random,
    precision,
  );
  const { layers, kvHeads, headSize, width } = MINI_DECODER;
  return {
    embed: bytesOf(embedTokens(MINI_DECODER, random, precision)),
    decoder: bytesOf(decoder),
    text: { layers, kvHeads, headSize, width, ropeTheta: 10_000 },
    dtype: precision.real,
  };
}

function bytesOf(graph: Graph): Uint8Array<ArrayBuffer> {
  const [part] = graphParts(graph.name, graph, "never");
  if (part === undefined) throw new Error(`${graph.name} has no file.`);
  return joined(part, part.path);
}

// The embedded decoder's weights and sizes, for its plain reference.

import { openFolder } from "../../src/model/folder.ts";
import { readModel } from "../../src/model/onnx/read-model.ts";
import { tensorValues } from "../../src/model/onnx/tensor-values.ts";
import type { LoadedModel } from "../../src/pipeline/loaded-model.ts";
import type { DecoderSizes, Weight } from "../reference/decoder.ts";
import { EMBEDDED } from "./model.ts";

/** Reads the weights of the file, each when it is first asked for. */
export async function embeddedWeights(): Promise<Weight> {
  const { weights } = readModel(await openFolder(EMBEDDED).bytes("onnx/decoder_model_merged.onnx"));
  const read = new Map<string, readonly number[]>();
  return (name) => {
    const values = read.get(name) ?? tensorValues(weights.get(name)!)!;
    read.set(name, values);
    return values;
  };
}

export async function embeddedSizes({ config }: LoadedModel): Promise<DecoderSizes> {
  const bytes = await openFolder(EMBEDDED).bytes("config.json");
  const { text_config: text } = JSON.parse(new TextDecoder().decode(bytes)) as {
    readonly text_config: {
      readonly num_attention_heads: number;
      readonly rms_norm_eps: number;
    };
  };
  const { layers, kvHeads, headSize, ropeTheta: theta } = config.text;
  return {
    layers,
    kvHeads,
    headSize,
    theta,
    heads: text.num_attention_heads,
    epsilon: text.rms_norm_eps,
  };
}

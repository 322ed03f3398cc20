// Checks that the three graphs of a model match its configuration.

import { attentionLayers, stateInputs } from "./cache-inputs.ts";
import type { ModelConfig } from "./config.ts";
import { checkContract, type WantedValue } from "./contract.ts";
import type { Graph } from "./graph.ts";
import type { GraphName } from "./precision.ts";

/** Returns the input's name for steps, rows and columns of patches; in Qwen3.5's exports it is transformers' own. */
export const gridInput = ({ inputs }: Pick<Graph, "inputs">): "grid_thw" | "image_grid_thw" =>
  inputs.has("image_grid_thw") ? "image_grid_thw" : "grid_thw";

/** Returns the type of the cache: float16 in exports that compute in 16 bits. All else at our border is float32. */
export function cacheType(decoder: Graph): "float32" | "float16" {
  const [first = 0] = attentionLayers(decoder);
  const keys = decoder.inputs.get(`past_key_values.${first}.key`);
  return keys?.type === "float16" ? "float16" : "float32";
}

/** Checks the graphs. @throws AppError `model-contract` when their inputs and outputs are not those of `config`. */
export function checkGraphs(
  { text, vision, positions }: ModelConfig,
  graphs: Readonly<Record<GraphName, Graph>>,
): void {
  const f32 = "float32";
  const embeds = { name: "inputs_embeds", type: f32, shape: [-1, -1, text.width] };
  checkContract(graphs.embed_tokens, [{ name: "input_ids", type: "int64" }], [embeds]);
  const encoder = graphs.vision_encoder;
  checkContract(encoder, visionInputs(encoder, vision.kind), [
    { name: "image_features", type: f32 },
  ]);
  const decoder = graphs.decoder_model_merged;
  const type = cacheType(decoder);
  const shape = [-1, text.kvHeads, -1, text.headSize];
  const states = stateInputs(decoder);
  const withState = new Set(states.map(({ layer }) => layer));
  // Every layer carries something from run to run: keys and values, or else a state.
  const attention = Array.from({ length: text.layers }, (_, layer) => layer).filter(
    (layer) => !withState.has(layer),
  );
  const values = (prefix: string): WantedValue[] =>
    attention.flatMap((layer) =>
      ["key", "value"].map((kind) => ({ name: `${prefix}.${layer}.${kind}`, type, shape })),
    );
  const replaced = states.map((state) => ({
    name: state.present,
    type: state.type,
    shape: [-1, ...state.dims.slice(1)],
  }));
  const wanted: WantedValue[] = [embeds, { name: "attention_mask", type: "int64" }];
  if (positions === "grid") {
    wanted.push({ name: "position_ids", type: "int64", shape: [3, -1, -1] });
  }
  checkContract(
    decoder,
    [...wanted, ...values("past_key_values")],
    [
      { name: "logits", type: f32, shape: [-1, -1, text.vocabulary] },
      ...values("present"),
      ...replaced,
    ],
    ["position_ids", "num_logits_to_keep", ...states.map(({ past }) => past)],
  );
}

function visionInputs(encoder: Graph, kind: ModelConfig["vision"]["kind"]): WantedValue[] {
  const pixels = (rank: readonly number[]): WantedValue => ({
    name: "pixel_values",
    type: "float32",
    shape: rank,
  });
  switch (kind) {
    case "frames":
      return [pixels([-1, 3, -1, -1])];
    case "sequence":
      return [pixels([-1, -1, 3, -1, -1]), { name: "pixel_attention_mask", type: "bool" }];
    case "patches":
      return [pixels([-1, -1]), { name: gridInput(encoder), type: "int64" }];
    case "padded":
      return [
        pixels([-1, -1, -1]),
        { name: "pixel_attention_mask", type: "int64", shape: [-1, -1] },
        { name: "spatial_shapes", type: "int64", shape: [-1, 2] },
      ];
  }
}

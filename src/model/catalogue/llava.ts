// What the LLaVA entries share: SigLIP so400m (26 of its 27 layers), a two-layer projector, and one learned row.

import { NEWLINE_NAMES } from "../adapters/llava-onevision.ts";
import type { ModelEntry } from "./entry.ts";
import type { VisionShape } from "./memory-shape.ts";
import type { GraphParameters } from "./sizes.ts";

/** The parameters of the tower; `width` is the language model's. */
export const siglipParameters = (width: number): GraphParameters => ({
  blocks: 26 * (4 * 1152 ** 2 + 2 * 1152 * 4304) + width * (1152 + width),
  rest: (3 * 14 ** 2 + 729) * 1152,
});

export const SIGLIP_TOWER: VisionShape = {
  patches: 729,
  patchSize: 14,
  framesPerStep: 1,
  width: 1_152,
  hidden: 4_304,
  heads: 16,
  layers: 26,
};

/** One row as wide as the language model, which none of the graphs holds. */
export const NEWLINE_TENSOR: ModelEntry["tensors"] = {
  path: "model.safetensors",
  names: NEWLINE_NAMES,
};

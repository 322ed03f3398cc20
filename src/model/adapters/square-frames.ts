// What both LLaVA families do with a frame: squash it into the tower's square, and cut that into patches.

import type { Grid } from "../../base/shape.ts";
import type { JsonFile } from "../../base/json.ts";
import type { Size } from "./adapter.ts";
import { withDefaults } from "./config-defaults.ts";

/** Reads `size` of the preprocessor: {width, height}. */
export function readSize(preprocessor: JsonFile): Size {
  const size = preprocessor.object("size");
  return { width: size.count("width"), height: size.count("height") };
}

/** Reads SigLIP's patches: 384 ÷ 14 gives 27 rows of 27; the rest at the border is not seen. */
export function readPatches(config: JsonFile): Grid {
  const vision = withDefaults(config.object("vision_config"), "siglip_vision_model");
  const side = Math.floor(vision.count("image_size") / vision.count("patch_size"));
  return { rows: side, columns: side };
}

export const mapGrid = ({ rows, columns }: Grid, side: (count: number) => number): Grid => ({
  rows: side(rows),
  columns: side(columns),
});

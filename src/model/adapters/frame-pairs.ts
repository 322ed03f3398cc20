// What the families share whose vision encoder takes frames in pairs: Qwen2-VL and Qwen3.5.

import { configError, JsonFile } from "../../base/json.ts";

export interface FramePairs {
  /** The side of a patch, pixels. */
  readonly patch: number;
  /** The patches along a side that become one token. */
  readonly merge: number;
  readonly framesPerStep: 2;
}

/** Reads `vision_config`. @throws AppError `model-config` for steps of another number of frames. */
export function readFramePairs(config: JsonFile, defaultPatch: number): FramePairs {
  const vision = config.object("vision_config");
  const patch = vision.count("patch_size", defaultPatch);
  const merge = vision.count("spatial_merge_size", 2);
  const framesPerStep = vision.count("temporal_patch_size", 2);
  if (framesPerStep === 2) return { patch, merge, framesPerStep };
  throw configError(
    `config.json: vision_config: "temporal_patch_size" is ${framesPerStep}; this version runs 2.`,
  );
}

/** Returns the field `size` of a preprocessor, without fields where there is none. */
export const sizeField = (fields: JsonFile): JsonFile =>
  fields.maybe("size") === undefined ? new JsonFile("size", {}) : fields.object("size");

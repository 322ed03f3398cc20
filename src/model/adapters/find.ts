// Every family that this version runs. A new family is a file here and a line in this list.

import { AppError } from "../../base/errors.ts";
import type { Adapter } from "./adapter.ts";
import { LFM2_VL } from "./lfm2-vl.ts";
import { LLAVA_ONEVISION } from "./llava-onevision.ts";
import { LLAVA_VIDEO } from "./llava-video.ts";
import { QWEN2_VL } from "./qwen2-vl.ts";
import { QWEN3_5 } from "./qwen3-5.ts";
import { SMOLVLM2 } from "./smolvlm2.ts";

export const ADAPTERS: readonly Adapter[] = [
  LLAVA_ONEVISION,
  QWEN2_VL,
  SMOLVLM2,
  LLAVA_VIDEO,
  QWEN3_5,
  LFM2_VL,
];

/**
 * Returns the adapter for a config.json's `model_type`.
 * @throws AppError `model-family`.
 */
export function adapterFor(modelType: string): Adapter {
  const found = ADAPTERS.find(({ family }) => family === modelType);
  if (found !== undefined) return found;
  const known = ADAPTERS.map(({ title, family }) => `${title} ("${family}")`).join(", ");
  throw new AppError(
    "model-family",
    `The model is of the family "${modelType}"; this version runs ${known}.`,
    "Choose a model of one of these families, or keep the embedded one.",
  );
}

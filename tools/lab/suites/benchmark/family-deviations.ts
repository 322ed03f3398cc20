// What our engine does otherwise than lmms-eval's wrappers of a family, whatever the benchmark.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../browser/cache.ts";
import type { ChosenModel } from "../../cli/model.ts";

const BY_FAMILY: Readonly<Record<string, readonly string[]>> = {
  llava_onevision: [
    "Around the question stands the chat template of the model's folder. Hugging Face's has no system message; lmms-eval's conversation (qwen_1_5) says “You are a helpful assistant.” before the video, and breaks lines behind roles.",
  ],
  qwen2_vl: [
    "Frames have the size that the folder's video processor gives them; lmms-eval gives each 602,112 pixels at most.",
    "Frames are spread over all of the video, two to a step; lmms-eval spreads them over the two a second that qwen_vl_utils takes, and leaves out repeated ones.",
    "With subtitles: what is said is looked up at the first frame of each step.",
  ],
};

/** Returns the sentences for a model's family, by the `model_type` of its folder. */
export function familyDeviations({ id, folder }: ChosenModel): readonly string[] {
  const file = join(folder ?? join(ROOT, "public/models", id), "config.json");
  const config = JSON.parse(readFileSync(file, "utf8")) as { readonly model_type?: string };
  return (
    BY_FAMILY[config.model_type ?? ""] ?? [
      "lmms-eval's wrapper of this family was not compared: the chat template and the frames' size are those of the model's folder.",
    ]
  );
}

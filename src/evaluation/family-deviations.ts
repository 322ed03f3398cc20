// What our engine does otherwise than lmms-eval's wrappers of a family, whatever the benchmark.

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

/** Returns the sentences for a family, by the `model_type` of a model's folder. */
export const familyDeviations = (family: string): readonly string[] =>
  BY_FAMILY[family] ?? [
    "lmms-eval's wrapper of this family was not compared: the chat template and the frames' size are those of the model's folder.",
  ];

// LLaVA-OneVision: SigLIP's 27 × 27 features of a squashed frame, pooled to 14 × 14 tokens, one newline after the whole
// video (transformers, LlavaOnevision `get_video_features`). The embedded model has the same shape, smaller.

import type { JsonFile } from "../../base/json.ts";
import type { Adapter } from "./adapter.ts";
import { readPixels, videoFields } from "./pixel-config.ts";
import { evenFrames } from "./sampling.ts";
import { mapGrid, readPatches, readSize } from "./square-frames.ts";
import { readText } from "./text-config.ts";

/** The names of the row: in the original's files, and in those that transformers wrote later. */
export const NEWLINE_NAMES = ["image_newline", "model.image_newline"];

export const LLAVA_ONEVISION: Adapter = {
  family: "llava_onevision",
  title: "LLaVA-OneVision",
  read(files) {
    const { config } = files;
    const features = readPatches(config);
    const text = readText(config.object("text_config"), files, "qwen2");
    const preprocessor = videoFields(files);
    const size = readSize(preprocessor);
    const tokens = mapGrid(features, (side) => Math.ceil(side / 2));
    return {
      text,
      pixels: readPixels(preprocessor),
      sampling: evenFrames(config),
      stepTokens: null,
      vision: { kind: "frames" },
      pooling: "bilinear",
      framesPerStep: 1,
      newlineNames: NEWLINE_NAMES,
      videoToken: { id: videoTokenId(config) },
      videoTemplate: null,
      positions: "sequence",
      layout: () => ({ resizes: [size], features, tokens }),
      pieces: ({ steps, tokens: { rows, columns } }) => [
        { kind: "tokens", from: 0, to: steps * rows * columns },
        { kind: "newline" },
      ],
    };
  },
};

/** Older files of transformers have `video_token_index`, newer ones `video_token_id`. */
function videoTokenId(config: JsonFile): number {
  const newer = config.maybe("video_token_id");
  return config.number("video_token_index", typeof newer === "number" ? newer : undefined);
}

// LFM2-VL and LFM2.5-VL (transformers, `lfm2_vl`; the tower is SigLIP 2's). Frames keep their shape and are padded to
// one number of patches, and the encoder merges 2 × 2 of them. The models were trained on pictures only, so a video is
// given as a row of pictures, each after words that give its time.

import { BIN_CENTRES } from "../../base/sampling.ts";
import type { JsonFile } from "../../base/json.ts";
import type { Adapter, VideoFactsForPrompt, VideoPiece } from "./adapter.ts";
import { minutesSeconds } from "./clock-words.ts";
import { readPixels, videoFields } from "./pixel-config.ts";
import { smartResize, type PixelBudget } from "./smart-resize.ts";
import { readText } from "./text-config.ts";

/** Sixteen pictures of up to 256 tokens fill half of the cache. */
const MOST_FRAMES = 16;

export const LFM2_VL: Adapter = {
  family: "lfm2_vl",
  title: "LFM2.5-VL",
  read(files) {
    const { config } = files;
    const preprocessor = videoFields(files);
    const patch = preprocessor.count("encoder_patch_size", 16);
    const merge = preprocessor.count("downsample_factor", config.count("downsample_factor", 2));
    const unit = patch * merge;
    return {
      text: readText(config.object("text_config"), files, "lfm2"),
      pixels: readPixels(preprocessor),
      // The family has no code of its own for videos.
      sampling: { ...BIN_CENTRES, most: MOST_FRAMES },
      stepTokens: preprocessor.count("max_image_tokens", 256),
      vision: { kind: "padded", patch, rows: mostPatches(preprocessor, patch, merge) },
      pooling: "none",
      framesPerStep: 1,
      newlineNames: null,
      videoToken: { image: "<image>" },
      videoTemplate: null,
      positions: "sequence",
      layout(frame, _frames, stepTokens = Infinity) {
        const size = smartResize(frame, readBudget(preprocessor, unit, stepTokens));
        const tokens = { rows: size.height / unit, columns: size.width / unit };
        return { resizes: [size], features: tokens, tokens };
      },
      pieces,
    };
  },
};

/**
 * The budget of `smart_resize`, within what the reader allows a frame. The family's code also cuts a large picture into
 * tiles; a frame of a video is taken as a whole.
 */
function readBudget(preprocessor: JsonFile, unit: number, stepTokens: number): PixelBudget {
  const least = preprocessor.count("min_image_tokens", 64);
  const most = Math.min(stepTokens, preprocessor.count("max_image_tokens", 256));
  return {
    unit,
    minPixels: Math.min(least, most) * unit ** 2,
    maxPixels: most * unit ** 2,
    isUnitLeast: true,
  };
}

/** `_preprocess`: the number that every picture is padded to, whole or tile. */
function mostPatches(preprocessor: JsonFile, patch: number, merge: number): number {
  const whole = preprocessor.count("max_image_tokens", 256) * merge ** 2;
  const hasTiles = preprocessor.maybe("do_image_splitting") !== false;
  const tile = Math.floor(preprocessor.count("tile_size", 512) / patch) ** 2;
  return Math.max(whole, hasTiles ? tile : 0);
}

/** The words are ours; the tokens around a picture are those of `Lfm2VlProcessor._build_image_tokens`. */
function pieces({ steps, tokens, timesSec }: VideoFactsForPrompt): VideoPiece[] {
  const perFrame = tokens.rows * tokens.columns;
  const frames = Array.from({ length: steps }, (_, step): VideoPiece[] => {
    const time = minutesSeconds(timesSec[step] ?? 0);
    return [
      { kind: "text", text: `Frame at ${time}:<|image_start|>`, step },
      { kind: "tokens", from: step * perFrame, to: (step + 1) * perFrame },
      { kind: "text", text: "<|image_end|>\n", step },
    ];
  });
  return frames.flat();
}

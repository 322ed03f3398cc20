// What differs from one model family to another, as data and pure functions: how frames become pixels, features become
// tokens, and tokens are placed in the prompt. There is one file for each family; the stages read only this interface.
// A video is T steps of N tokens, where a step is a frame, or the two frames of a temporal patch.

import type { FrameSampling } from "../../base/sampling.ts";
import type { Grid } from "../../base/shape.ts";
import type { JsonFile } from "../../base/json.ts";

/** The size of a picture, pixels. */
export interface Size {
  /** Its width. */
  readonly width: number;
  /** Its height. */
  readonly height: number;
}

export type Resample = "bilinear" | "bicubic" | "lanczos";

/** How pixels are filtered and normalised: value = (byte · rescale − mean) / std. */
export interface PixelConfig {
  readonly resample: Resample;
  /** Usually 1/255. */
  readonly rescale: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/**
 * What the vision encoder takes:
 * `frames`: pixel_values [B, 3, H, W];
 * `sequence`: pixel_values [1, B, 3, H, W] and pixel_attention_mask bool [1, B, H, W] (Idefics3);
 * `patches`: pixel_values [steps·rows·columns, 3·2·patch·patch] and grid_thw or image_grid_thw int64 [1, 3] (Qwen2-VL);
 * `padded`: pixel_values [B, rows, patch·patch·3], the patches of each frame and then zeros, with pixel_attention_mask int64
 * [B, rows] and spatial_shapes int64 [B, 2], rows and columns of patches (SigLIP 2).
 */
export type VisionInput =
  | { readonly kind: "frames" | "sequence" }
  | { readonly kind: "patches"; readonly patch: number; readonly merge: number }
  | { readonly kind: "padded"; readonly patch: number; readonly rows: number };

/**
 * How features [P, D] of a step become its tokens [N, D]. `average` takes means of squares whose side is floor(rows ÷
 * token rows); rows and columns that do not fill a square at the right and bottom are left out.
 */
export type Pooling = "none" | "bilinear" | "average";

/** What a family does with one video. */
export interface VideoLayout {
  /** The sizes that each frame is resized to in turn; the encoder sees the last. */
  readonly resizes: readonly Size[];
  /** The grid of a step's features, as the encoder gives them. */
  readonly features: Grid;
  /** The grid of a step's tokens, N = rows · columns. */
  readonly tokens: Grid;
}

/**
 * A stretch of the prompt's video part. `step` is the step that a text or a newline belongs to; one without belongs to the
 * video as a whole, and stands before or behind all steps.
 */
export type VideoPiece =
  | { readonly kind: "text"; readonly text: string; readonly step?: number }
  /** The kept ones of the tokens `from` … `to` − 1 of all T · N. */
  | { readonly kind: "tokens"; readonly from: number; readonly to: number }
  /** The learned row `image_newline`, once. */
  | { readonly kind: "newline"; readonly step?: number };

export interface VideoFactsForPrompt {
  readonly steps: number;
  readonly tokens: Grid;
  /** When the first frame of each step begins to be shown, in seconds from the clip's first frame. */
  readonly timesSec: readonly number[];
  /** The same for all frames, `framesPerStep` a step; the last step may lack its second. */
  readonly shownTimesSec: readonly number[];
  readonly durationSec: number;
  /** Whether every token is kept. The prompt is then the family's own, with whatever order it uses. */
  readonly isWhole: boolean;
}

/** The configuration of the language model, the same for every family. */
export interface TextConfig {
  /** The width, D. */
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /** The width of the MLP; an estimate where config.json does not give it. */
  readonly hidden: number;
  readonly kvHeads: number;
  readonly headSize: number;
  readonly maxPositions: number;
  readonly vocabulary: number;
  /** The base of the rotary frequencies. */
  readonly ropeTheta: number;
  readonly endTokenIds: readonly number[];
}

/** One model of a family, read from its folder. */
export interface FamilyConfig {
  readonly text: TextConfig;
  readonly pixels: PixelConfig;
  /** Which frames of a clip the family's own code takes. */
  readonly sampling: FrameSampling;
  /** The most tokens of a step where frames keep their shape within a budget; null where all frames have the same. */
  readonly stepTokens: number | null;
  readonly vision: VisionInput;
  readonly pooling: Pooling;
  /** With 2, two frames make one step; an odd last frame counts twice. */
  readonly framesPerStep: 1 | 2;
  /** The names in model.safetensors of the row that pieces call `newline`; null for a family without one. */
  readonly newlineNames: readonly string[] | null;
  /**
   * What represents the video where the chat template puts it. `image`: the template is given a picture instead,
   * because it does not support video.
   */
  readonly videoToken:
    | { readonly id: number }
    | { readonly text: string }
    | { readonly image: string };
  /** The family's chat template for a video, used instead of the folder's; null uses the folder's. */
  readonly videoTemplate: string | null;
  /**
   * `sequence`: positions 0, 1, 2 …, over what is kept or over the whole prompt, as a question asks. `grid`: M-RoPE; a
   * token keeps its (t, h, w) of the whole video, and text after it continues as if nothing had been dropped.
   */
  readonly positions: "sequence" | "grid";
  /**
   * Lays out a video. `frame` is the upright size of its frames; some families give a whole clip of `frames` one
   * budget. `stepTokens` is the most tokens of a step, for families whose frames keep their shape; default: what the
   * folder allows.
   */
  readonly layout: (frame: Size, frames: number, stepTokens?: number) => VideoLayout;
  /** Returns what replaces the video token. */
  readonly pieces: (video: VideoFactsForPrompt) => VideoPiece[];
}

/** The folder's JSON files; null for a missing one. */
export interface ConfigFiles {
  readonly config: JsonFile;
  /** preprocessor_config.json, or `image_processor` of processor_config.json. */
  readonly preprocessor: JsonFile;
  /** video_preprocessor_config.json, or `video_processor` of processor_config.json. */
  readonly videoPreprocessor: JsonFile | null;
  readonly generation: JsonFile | null;
}

export interface Adapter {
  /** The `model_type` of config.json. */
  readonly family: string;
  /** The family's name for people. */
  readonly title: string;
  /** Reads a folder of the family. @throws AppError `model-config`. */
  read(files: ConfigFiles): FamilyConfig;
}

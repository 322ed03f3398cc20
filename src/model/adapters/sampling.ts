// The families' rules for choosing frames, with the settings of their folders.

import { SPREADS, type FrameSampling } from "../../base/sampling.ts";
import { configError, shown, type JsonFile } from "../../base/json.ts";

/**
 * LLaVA: 32 frames, first and last among them, as LLaVA-NeXT, lmms-eval and VidCom² load a video. A folder made with
 * another spread gives it in `framewise_frame_spread` of config.json.
 */
export function evenFrames(config: JsonFile): FrameSampling {
  const given = config.maybe("framewise_frame_spread") ?? "ends";
  const spread = SPREADS.find((one) => one === given);
  if (spread === undefined) {
    throw configError(
      `config.json: "framewise_frame_spread" is ${shown(given)}, wanted one of ${SPREADS.map((one) => `"${one}"`).join(", ")}.`,
    );
  }
  return { spread, framesPerSec: null, least: 1, most: 32, multipleOf: 1, skipSec: 0 };
}

/**
 * Qwen's `sample_frames` (transformers, video_processing_qwen2_vl.py): an even number, by default 4–768 at 2 a second.
 */
export const evenNumberAtRate = (fields: JsonFile): FrameSampling => ({
  spread: "starts",
  framesPerSec: fields.number("fps", 2),
  least: fields.count("min_frames", 4),
  most: fields.count("max_frames", 768),
  multipleOf: 2,
  skipSec: 0,
});

/**
 * Qwen3-VL's `sample_frames` (transformers, video_processing_qwen3_vl.py) with its defaults: 2 a second, 4 to 768, first and
 * last among them.
 */
export const endsAtRate = (fields: JsonFile): FrameSampling => ({
  spread: "ends",
  framesPerSec: fields.number("fps", 2),
  least: fields.count("min_frames", 4),
  most: fields.count("max_frames", 768),
  multipleOf: 1,
  roundsPlaces: true,
  skipSec: 0,
});

/** SmolVLM's `sample_frames` (transformers, video_processing_smolvlm.py), with `video_sampling` of the folder. */
export function framesAtRate(preprocessor: JsonFile): FrameSampling {
  const given = preprocessor.maybe("video_sampling");
  const sampling = given === undefined ? null : preprocessor.object("video_sampling");
  return {
    spread: "ends",
    framesPerSec: sampling?.number("fps", 1) ?? 1,
    least: 1,
    most: sampling?.count("max_frames", 64) ?? 64,
    multipleOf: 1,
    skipSec: 1,
  };
}

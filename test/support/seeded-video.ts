// A small video of seeded tokens for a loaded model, with the plain decoder in f64 that is asked about the same.

import { tensorFrom } from "../../src/gpu/tensor.ts";
import type { Gpu } from "../../src/gpu/device.ts";
import type { LoadedModel } from "../../src/pipeline/loaded-model.ts";
import type { VideoTokens } from "../../src/pipeline/video-tokens.ts";
import { seededNormals } from "./random.ts";
import { type AskReference, referenceDecoder } from "./reference-decoder.ts";

const [FRAMES, SIDE] = [3, 6];
export const TOKENS = FRAMES * SIDE * SIDE;

/** Keeps the tokens that `keptMask` marks; the caller destroys the video's tokens. */
export async function seededVideo(
  gpu: Gpu,
  model: LoadedModel,
  keptMask: Uint8Array<ArrayBuffer>,
): Promise<{ readonly video: VideoTokens; readonly reference: AskReference }> {
  const { width } = model.config.text;
  const timesSec = Array.from({ length: FRAMES }, (_, i) => i + 0.5);
  const values = seededNormals(TOKENS * width, 31, 0.8);
  const video: VideoTokens = {
    videoId: 1,
    key: "clip",
    video: {
      tokens: tensorFrom(gpu, values, [FRAMES, SIDE * SIDE, width], "test/tokens"),
      grid: { rows: SIDE, columns: SIDE },
      timesSec,
      shownTimesSec: timesSec,
      facts: { durationSec: FRAMES } as VideoTokens["video"]["facts"],
    },
    keptMask,
  };
  const reference = await referenceDecoder(gpu, model, video, {
    steps: FRAMES,
    rows: SIDE,
    columns: SIDE,
    timesSec,
    shownTimesSec: timesSec,
    durationSec: FRAMES,
    isWhole: keptMask.every((isKept) => isKept === 1),
  });
  return { video, reference };
}

// Qwen3.5 (transformers, `qwen3_5`; its processors are Qwen3-VL's). Frames come in pairs with M-RoPE as in Qwen2-VL,
// but each step of a video is a grid of its own after a text that gives its time, and a whole clip has one budget of
// pixels. Most layers of its language model have a state instead of keys and values.

import { roundHalfEven } from "../../base/round.ts";
import type { Adapter, ConfigFiles, Size, VideoFactsForPrompt, VideoPiece } from "./adapter.ts";
import { readFramePairs, sizeField } from "./frame-pairs.ts";
import { readPixels, videoFields } from "./pixel-config.ts";
import { fixed1 } from "./python-numbers.ts";
import { endsAtRate } from "./sampling.ts";
import { smartResize } from "./smart-resize.ts";
import { readText } from "./text-config.ts";

/** The areas, in merged patches, that all frames of a clip share by the defaults of `Qwen3VLVideoProcessor`. */
const CLIP_AREAS = { least: 128, most: 768 };

/** What the chat template writes for a video; the processor replaces all of it (until transformers 5.9). */
const VIDEO = "<|vision_start|><|video_pad|><|vision_end|>";

export const QWEN3_5: Adapter = {
  family: "qwen3_5",
  title: "Qwen3.5",
  read(files) {
    const { config } = files;
    const { patch, merge, framesPerStep } = readFramePairs(config, 16);
    const unit = patch * merge;
    const budget = readClipBudget(files, unit);
    return {
      text: readText(config.object("text_config"), files, "qwen3_5_text"),
      pixels: readPixels(videoFields(files)),
      sampling: endsAtRate(videoFields(files)),
      stepTokens: Math.floor(budget.most / unit ** 2 / framesPerStep),
      vision: { kind: "patches", patch, merge },
      pooling: "none",
      framesPerStep,
      newlineNames: null,
      videoToken: { text: VIDEO },
      videoTemplate: null,
      positions: "grid",
      layout(frame, frames, stepTokens = Infinity) {
        const size = clipSize(frame, frames, unit, budget, stepTokens);
        const tokens = { rows: size.height / unit, columns: size.width / unit };
        return { resizes: [size], features: tokens, tokens };
      },
      pieces,
    };
  },
};

/** The pixels of all frames of a clip together. */
interface ClipBudget {
  readonly least: number;
  readonly most: number;
}

function readClipBudget(files: ConfigFiles, unit: number): ClipBudget {
  const fields = videoFields(files);
  const size = sizeField(fields);
  return {
    least: size.count("shortest_edge", CLIP_AREAS.least * unit ** 2),
    most: size.count("longest_edge", CLIP_AREAS.most * unit ** 2),
  };
}

/**
 * Qwen3-VL's `smart_resize`, which first enlarges what is smaller than one unit. A single frame counts as a pair.
 * `stepTokens` is the most tokens of a step, whatever the folder allows.
 */
function clipSize(
  { width, height }: Size,
  frames: number,
  unit: number,
  budget: ClipBudget,
  stepTokens: number,
): Size {
  const enlarge = Math.max(1, unit / width, unit / height);
  const frame = { width: Math.floor(width * enlarge), height: Math.floor(height * enlarge) };
  const count = Math.max(2, frames);
  const countedAs = 2 * roundHalfEven(count / 2);
  return smartResize(frame, {
    unit,
    minPixels: budget.least,
    maxPixels: Math.min(budget.most, countedAs * stepTokens * unit ** 2),
    clip: { frames: count, countedAs },
  });
}

/**
 * `Qwen3VLProcessor`: each step follows the mean of its frames' times. From transformers 5.10 on, the template's own
 * vision tokens stay around the whole video; the code that came with the models does not have them.
 */
function pieces({ steps, tokens, shownTimesSec }: VideoFactsForPrompt): VideoPiece[] {
  const perStep = tokens.rows * tokens.columns;
  return Array.from({ length: steps }, (_, step): VideoPiece[] => {
    const first = shownTimesSec[2 * step] ?? 0;
    const second = shownTimesSec[2 * step + 1] ?? first;
    return [
      { kind: "text", text: `<${fixed1((first + second) / 2)} seconds><|vision_start|>`, step },
      { kind: "tokens", from: step * perStep, to: (step + 1) * perStep },
      { kind: "text", text: "<|vision_end|>", step },
    ];
  }).flat();
}

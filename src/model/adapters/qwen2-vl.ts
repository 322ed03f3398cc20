// Qwen2-VL: frames keep their shape within a budget of pixels, two of them make one step, and M-RoPE tells each token its
// time, row and column. The encoder merges 2 × 2 patches itself, so that its features are the tokens.

import { configError, JsonFile } from "../json.ts";
import type { Adapter, ConfigFiles, Size } from "./adapter.ts";
import { readPixels, videoFields } from "./pixel-config.ts";
import { smartResize, type PixelBudget } from "./smart-resize.ts";
import { readText } from "./text-config.ts";

/** The processor's least: smaller frames are enlarged. */
const MIN_TOKENS = 4;

/**
 * Most tokens of a step. The processor allows 16,384 for a picture and 768 for a frame, which no browser's prefill
 * bears; 16 steps of 100 are 1,600 tokens, about what eight frames cost LLaVA-OneVision. A 16 : 9 frame gets 13 × 7.
 */
const MAX_TOKENS = 100;

const TEMPLATE =
  "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n" +
  "{% for message in messages %}<|im_start|>{{ message.role }}\n" +
  "{% for part in message.content %}" +
  "{% if part.type == 'video' %}<|vision_start|><|video_pad|><|vision_end|>{% else %}{{ part.text }}{% endif %}" +
  "{% endfor %}<|im_end|>\n{% endfor %}" +
  "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

export const QWEN2_VL: Adapter = {
  family: "qwen2_vl",
  title: "Qwen2-VL",
  read(files) {
    const { config } = files;
    const vision = config.object("vision_config");
    const patch = vision.count("patch_size", 14);
    const merge = vision.count("spatial_merge_size", 2);
    const framesPerStep = vision.count("temporal_patch_size", 2);
    if (framesPerStep !== 2) {
      throw configError(
        `config.json: vision_config: "temporal_patch_size" is ${framesPerStep}; this version runs 2.`,
      );
    }
    const budget = readBudget(files, patch * merge);
    const layout = (frame: Size) => {
      const size = smartResize(frame, budget);
      const tokens = { rows: size.height / budget.unit, columns: size.width / budget.unit };
      return { resizes: [size], features: tokens, tokens };
    };
    return {
      // Before transformers 4.52 the language model's fields stood in config.json itself.
      text: readText(
        config.maybe("text_config") === undefined ? config : config.object("text_config"),
        files,
        "qwen2_vl_text",
      ),
      pixels: readPixels(videoFields(files)),
      vision: { kind: "patches", patch, merge },
      pooling: "none",
      framesPerStep,
      newlineNames: null,
      videoToken: { id: config.number("video_token_id") },
      videoTemplate: TEMPLATE,
      positions: "grid",
      layout,
      pieces: ({ steps, tokens: { rows, columns } }) => [
        { kind: "tokens", from: 0, to: steps * rows * columns },
      ],
    };
  },
};

/** A preprocessor that allows less than MAX_TOKENS is obeyed. */
function readBudget(files: ConfigFiles, unit: number): PixelBudget {
  const fields = videoFields(files);
  const size =
    fields.maybe("size") === undefined ? new JsonFile("size", {}) : fields.object("size");
  const ours = MAX_TOKENS * unit ** 2;
  const allowed = fields.count(
    "max_pixels",
    size.count("max_pixels", size.count("longest_edge", ours)),
  );
  return { unit, minPixels: MIN_TOKENS * unit ** 2, maxPixels: Math.min(ours, allowed) };
}

// Qwen2-VL: frames keep their shape within a budget of pixels, two of them make one step, and M-RoPE gives each token
// its time, row and column. The encoder merges 2 × 2 patches itself, so its features are the tokens.

import type { Adapter, ConfigFiles, Size } from "./adapter.ts";
import { readFramePairs, sizeField } from "./frame-pairs.ts";
import { readPixels, videoFields } from "./pixel-config.ts";
import { evenNumberAtRate } from "./sampling.ts";
import { smartResize, type PixelBudget } from "./smart-resize.ts";
import { readText } from "./text-config.ts";

/** The tokens of a step when the folder does not give them (transformers, `Qwen2VLVideoProcessor.size`). */
const [MIN_TOKENS, MAX_TOKENS] = [128, 768];

/** The most tokens of a video's single frames: long videos have fewer a step (qwen_vl_utils, VIDEO_TOTAL_PIXELS). */
const TOTAL_TOKENS = 24_576;

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
    const { patch, merge, framesPerStep } = readFramePairs(config, 14);
    const budget = readBudget(files, patch * merge);
    const layout = (frame: Size, frames: number, stepTokens?: number) => {
      const size = smartResize(frame, budgetFor(budget, frames, stepTokens));
      const tokens = { rows: size.height / budget.unit, columns: size.width / budget.unit };
      return { resizes: [size], features: tokens, tokens };
    };
    return {
      // Before transformers 4.52 the language model's fields were in config.json itself.
      text: readText(
        config.maybe("text_config") === undefined ? config : config.object("text_config"),
        files,
        "qwen2_vl_text",
      ),
      pixels: readPixels(videoFields(files)),
      sampling: evenNumberAtRate(videoFields(files)),
      stepTokens: Math.floor(budget.maxPixels / budget.unit ** 2),
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

/**
 * The budget that the folder allows a step: `min_pixels` and `max_pixels`, in re-saved folders `shortest_edge` and
 * `longest_edge` of `size`. Its maximum is meant for pictures, 16,384 tokens; videos get at most MAX_TOKENS.
 */
function readBudget(files: ConfigFiles, unit: number): PixelBudget {
  const fields = videoFields(files);
  const size = sizeField(fields);
  const pixels = (name: "min_pixels" | "max_pixels", edge: string, tokens: number): number =>
    fields.count(name, size.count(name, size.count(edge, tokens * unit ** 2)));
  const maxPixels = Math.min(
    MAX_TOKENS * unit ** 2,
    pixels("max_pixels", "longest_edge", MAX_TOKENS),
  );
  const minPixels = Math.min(maxPixels, pixels("min_pixels", "shortest_edge", MIN_TOKENS));
  return { unit, minPixels, maxPixels };
}

/** The folder's budget, limited by that of a whole video of so many frames and by what the reader allows a step. */
function budgetFor(budget: PixelBudget, frames: number, stepTokens = Infinity): PixelBudget {
  const { unit, minPixels } = budget;
  const shared = Math.max(((TOTAL_TOKENS * unit ** 2) / Math.max(1, frames)) * 2, minPixels * 1.05);
  const own = Math.min(budget.maxPixels, Math.floor(shared));
  const maxPixels = Math.max(unit ** 2, Math.min(own, stepTokens * unit ** 2));
  // A minimum as large as the maximum would round up beyond it.
  return { unit, minPixels: minPixels < maxPixels ? minPixels : unit ** 2, maxPixels };
}

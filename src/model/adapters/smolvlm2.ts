// SmolVLM2 (transformers, `smolvlm`; the tower is Idefics3's): every frame is squashed into one square and becomes 64
// tokens, and the prompt gives its time in words, which are never dropped.

import { configError, type JsonFile } from "../../base/json.ts";
import type { Adapter, Size, VideoFactsForPrompt, VideoPiece } from "./adapter.ts";
import { minutesSeconds } from "./clock-words.ts";
import { withDefaults } from "./config-defaults.ts";
import { numberWords } from "./number-words.ts";
import { readPixels, videoFields } from "./pixel-config.ts";
import { framesAtRate } from "./sampling.ts";
import { readText } from "./text-config.ts";

const FRAME_START = "<fake_token_around_image><global-img>";
const FRAME_END = "<fake_token_around_image>";

/** The template in the models' folders does not support video; transformers replaces it by this one for a video. */
const TEMPLATE =
  "<|im_start|>{% for message in messages %}{{ message.role | capitalize }}: " +
  "{% for part in message.content %}" +
  "{% if part.type == 'video' %}<video>{% else %}{{ part.text }}{% endif %}" +
  "{% endfor %}<end_of_utterance>\n{% endfor %}" +
  "{% if add_generation_prompt %}Assistant:{% endif %}";

export const SMOLVLM2: Adapter = {
  family: "smolvlm",
  title: "SmolVLM2",
  read(files) {
    const { config } = files;
    const vision = withDefaults(config.object("vision_config"), "smolvlm_vision");
    const preprocessor = videoFields(files);
    const patches = Math.floor(vision.count("image_size") / vision.count("patch_size"));
    const scale = config.count("scale_factor");
    if (patches % scale !== 0) {
      throw configError(
        `config.json: "scale_factor" ${scale} does not divide the ${patches} rows of patches.`,
      );
    }
    const side = patches / scale;
    const tokens = { rows: side, columns: side };
    const square = preprocessor.object("max_image_size").count("longest_edge");
    const longestEdge = readLongestEdge(preprocessor);
    return {
      text: readText(config.object("text_config"), files, "llama"),
      // The video processor takes bicubic for Lanczos, which it lacks on tensors; the model was trained with Lanczos.
      pixels: readPixels(preprocessor),
      sampling: framesAtRate(preprocessor),
      stepTokens: null,
      vision: { kind: "sequence" },
      pooling: "none",
      framesPerStep: 1,
      newlineNames: null,
      videoToken: { text: "<video>" },
      videoTemplate: TEMPLATE,
      positions: "sequence",
      layout(frame) {
        const first = shrink(frame, longestEdge);
        const isSquare = first.width === square && first.height === square;
        const last = { width: square, height: square };
        return { resizes: isSquare ? [last] : [first, last], features: tokens, tokens };
      },
      pieces,
    };
  },
};

function readLongestEdge(preprocessor: JsonFile): number {
  const part =
    preprocessor.maybe("video_sampling") === undefined
      ? preprocessor.object("size")
      : preprocessor.object("video_sampling").object("video_size");
  return part.count("longest_edge");
}

/** Shrinks the longest edge and the other in proportion, cut to even whole pixels (`get_resize_output_image_size`). */
function shrink({ width, height }: Size, longestEdge: number): Size {
  const aspect = width / height;
  const even = (side: number): number => {
    const whole = Math.floor(side);
    return Math.max(1, whole + (whole % 2));
  };
  return width >= height
    ? { width: longestEdge, height: even(longestEdge / aspect) }
    : { width: even(longestEdge * aspect), height: longestEdge };
}

/** The pieces of `processing_smolvlm.py`, `process_video`. */
function pieces({ steps, tokens, timesSec, durationSec }: VideoFactsForPrompt): VideoPiece[] {
  const perFrame = tokens.rows * tokens.columns;
  const text = (value: string, step?: number): VideoPiece => ({
    kind: "text",
    text: value,
    ...(step === undefined ? {} : { step }),
  });
  const intro =
    `You are provided the following series of ${numberWords(steps)} frames ` +
    `from a ${timeDelta(durationSec)} [H:MM:SS] video.\n`;
  return [
    text(intro),
    ...timesSec.flatMap((time, i): VideoPiece[] => [
      text(`\nFrame from ${minutesSeconds(time)}:${FRAME_START}`, i),
      { kind: "tokens", from: i * perFrame, to: (i + 1) * perFrame },
      text(FRAME_END, i),
    ]),
    text("\n\n"),
  ];
}

/** Returns Python's `str(timedelta(seconds=int(sec)))`: "0:01:05", "1 day, 2:00:00". */
function timeDelta(sec: number): string {
  const days = Math.floor(sec / 86_400);
  const rest = sec % 86_400;
  const clock = `${Math.floor(rest / 3600)}:${minutesSeconds(rest % 3600)}`;
  return days === 0 ? clock : `${days} day${days === 1 ? "" : "s"}, ${clock}`;
}

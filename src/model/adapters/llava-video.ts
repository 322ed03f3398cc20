// LLaVA-Video: like LLaVA-OneVision, but with a newline after every row of tokens (LLaVA-NeXT, llava_arch.py), so that
// rows keep their shape when tokens are dropped. There is no public export; tools/export/llava-video makes the folder,
// whose settings have LLaVA-NeXT's names.

import type { Grid } from "../../base/shape.ts";
import { configError, shown, type JsonFile } from "../../base/json.ts";
import type { Adapter, Pooling, VideoFactsForPrompt, VideoPiece } from "./adapter.ts";
import { NEWLINE_NAMES } from "./llava-onevision.ts";
import { readPixels, videoFields } from "./pixel-config.ts";
import { fixed2 } from "./python-numbers.ts";
import { evenFrames } from "./sampling.ts";
import { mapGrid, readPatches, readSize } from "./square-frames.ts";
import { readText } from "./text-config.ts";

/**
 * Where newlines go once tokens are dropped; with all tokens each ends its row, as in training. `rows`: each still ends
 * its row. `released`: as VidCom²'s code does it, all that is kept of a frame comes first, then the newlines of its
 * rows.
 */
const NEWLINE_ORDERS = ["rows", "released"] as const;
const NEWLINE_POSITIONS = ["grid", "frame", "one_token", "no_token"] as const;

const TEMPLATE =
  "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n" +
  "{% for message in messages %}<|im_start|>{{ message.role }}\n" +
  "{% for part in message.content %}" +
  "{% if part.type == 'video' %}<video>\n{% else %}{{ part.text }}{% endif %}" +
  "{% endfor %}<|im_end|>\n{% endfor %}" +
  "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

export const LLAVA_VIDEO: Adapter = {
  family: "llava_video",
  title: "LLaVA-Video",
  read(files) {
    const { config } = files;
    if (config.maybe("add_faster_video") === true) {
      throw configError(
        'config.json asks for "add_faster_video", a second, coarser reading of each frame, which this version does not support.',
      );
    }
    const preprocessor = videoFields(files);
    const size = readSize(preprocessor);
    const features = readPatches(config);
    const { pooling, tokens } = readPooling(config, features);
    const position = choice(config, "mm_newline_position", NEWLINE_POSITIONS, "one_token");
    const order = choice(config, "framewise_newline_order", NEWLINE_ORDERS, "rows");
    const tellsTimes = config.maybe("framewise_time_instruction") === true;
    return {
      text: readText(config.object("text_config"), files, "qwen2"),
      pixels: readPixels(preprocessor),
      sampling: evenFrames(config),
      stepTokens: null,
      vision: { kind: "frames" },
      pooling,
      framesPerStep: 1,
      newlineNames: position === "no_token" ? null : NEWLINE_NAMES,
      videoToken: { text: "<video>" },
      videoTemplate: TEMPLATE,
      positions: "sequence",
      layout: () => ({ resizes: [size], features, tokens }),
      pieces(video) {
        const pieces = visualPieces(video, position, order);
        return tellsTimes ? [...pieces, { kind: "text", text: timeInstruction(video) }] : pieces;
      },
    };
  },
};

function readPooling(config: JsonFile, features: Grid): { pooling: Pooling; tokens: Grid } {
  const stride = config.count("mm_spatial_pool_stride", 2);
  if (stride === 1) return { pooling: "none", tokens: features };
  const pooling = choice(
    config,
    "mm_spatial_pool_mode",
    ["bilinear", "average"] as const,
    "bilinear",
  );
  const round = pooling === "average" ? Math.floor : Math.ceil;
  const tokens = mapGrid(features, (side) => round(side / stride));
  if (pooling === "average" && Math.floor(features.rows / tokens.rows) !== stride) {
    throw configError(
      `config.json: "mm_spatial_pool_stride" ${stride} leaves too few of ${features.rows} rows to average.`,
    );
  }
  return { pooling, tokens };
}

function visualPieces(
  { steps, tokens: { rows, columns }, isWhole }: VideoFactsForPrompt,
  position: (typeof NEWLINE_POSITIONS)[number],
  order: (typeof NEWLINE_ORDERS)[number],
): VideoPiece[] {
  const tokens = (from: number, to: number): VideoPiece => ({ kind: "tokens", from, to });
  const newline = (step: number): VideoPiece => ({ kind: "newline", step });
  const perStep = rows * columns;
  const all = tokens(0, steps * perStep);
  const perFrame = (pieces: (step: number) => VideoPiece[]): VideoPiece[] =>
    Array.from({ length: steps }, (_, step) => pieces(step)).flat();
  const ofStep = (step: number): VideoPiece => tokens(step * perStep, (step + 1) * perStep);
  switch (position) {
    case "no_token":
      return [all];
    case "one_token":
      return [all, { kind: "newline" }];
    case "frame":
      return perFrame((step) => [ofStep(step), newline(step)]);
    case "grid":
      if (order === "released" && !isWhole) {
        return perFrame((step) => [
          ofStep(step),
          ...Array.from({ length: rows }, () => newline(step)),
        ]);
      }
      return Array.from({ length: steps * rows }, (_, row) => [
        tokens(row * columns, (row + 1) * columns),
        newline(Math.floor(row / rows)),
      ]).flat();
  }
}

/** The text between video and question in training, in its own spelling (LLaVA-Video's model card). */
function timeInstruction({ steps, timesSec, durationSec }: VideoFactsForPrompt): string {
  const times = timesSec.map((time) => `${fixed2(time)}s`).join(",");
  return (
    `\nThe video lasts for ${fixed2(durationSec)} seconds, and ${steps} frames are uniformly sampled from it. ` +
    `These frames are located at ${times}.Please answer the following questions related to this video.`
  );
}

function choice<T extends string>(
  config: JsonFile,
  key: string,
  known: readonly T[],
  fallback: T,
): T {
  const given = config.maybe(key) ?? fallback;
  const found = known.find((value) => value === given);
  if (found !== undefined) return found;
  throw configError(
    `config.json: "${key}" is ${shown(given)}, wanted one of ${known.map((value) => `"${value}"`).join(", ")}.`,
  );
}

// transformers: SmolVLMVideoProcessor (with the Lanczos filter that the configuration asks for), SmolVLMProcessor.

import {
  countingPositions,
  encodeRows,
  tokenRows,
  type FamilyReference,
  type Picture,
} from "./family.ts";
import { channelsFirst, resizePicture, type PixelSettings } from "./pixels.ts";

export interface Smolvlm2Config {
  readonly scale_factor: number;
  readonly vision_config: { readonly image_size: number; readonly patch_size: number };
}

export interface Smolvlm2Pixels extends PixelSettings {
  readonly max_image_size: { readonly longest_edge: number };
  readonly video_sampling: { readonly video_size: { readonly longest_edge: number } };
}

export function smolvlm2Reference(
  config: Smolvlm2Config,
  preprocessor: Smolvlm2Pixels,
): FamilyReference {
  const { image_size, patch_size } = config.vision_config;
  const tokensASide = Math.floor(image_size / patch_size) / config.scale_factor;
  const square = preprocessor.max_image_size.longest_edge;
  const longest = preprocessor.video_sampling.video_size.longest_edge;
  const resize = (frame: Picture): Picture => {
    const first = resizePicture(frame, longestEdgeSize(frame, longest), preprocessor);
    return resizePicture(first, [square, square], preprocessor);
  };
  return {
    vision: (frames) => ({
      pixel_values: {
        type: "float32",
        data: channelsFirst(frames.map(resize), preprocessor),
        dims: [1, frames.length, 3, square, square],
      },
      pixel_attention_mask: {
        type: "bool",
        data: new Uint8Array(frames.length * square * square).fill(1),
        dims: [1, frames.length, square, square],
      },
    }),
    shape: (frames) => ({ steps: frames.length, rows: tokensASide, columns: tokensASide }),
    tokens: (features) => Float64Array.from(features),
    rows(encode, question, { steps, rows, columns, timesSec, durationSec }) {
      const perFrame = rows * columns;
      const frames = timesSec.flatMap((time, i) => [
        `\nFrame from ${clock([Math.floor(time / 60), time % 60])}:`,
        "<fake_token_around_image><global-img>",
        ...tokenRows(i * perFrame, (i + 1) * perFrame),
        "<fake_token_around_image>",
      ]);
      return encodeRows(encode, [
        "<|im_start|>User: ",
        `You are provided the following series of ${inWords(steps)} frames`,
        ` from a ${duration(durationSec)} [H:MM:SS] video.\n`,
        ...frames,
        "\n\n",
        `${question}<end_of_utterance>\nAssistant:`,
      ]);
    },
    keepsPlaces: false,
    positions: countingPositions,
  };
}

/** `get_resize_output_image_size`. */
export function longestEdgeSize(
  { width, height }: { readonly width: number; readonly height: number },
  longest: number,
): [width: number, height: number] {
  const ratio = width / height;
  let other = Math.trunc(width >= height ? longest / ratio : longest * ratio);
  if (other % 2 === 1) other += 1;
  other = Math.max(other, 1);
  return width >= height ? [longest, other] : [other, longest];
}

const clock = (parts: readonly number[]): string =>
  parts.map((part) => `${Math.floor(part)}`.padStart(2, "0")).join(":");

/** `str(timedelta(seconds=int(sec)))`. */
function duration(sec: number): string {
  const whole = Math.floor(sec);
  const days = Math.floor(whole / 86_400);
  const hours = Math.floor(whole / 3600) % 24;
  const time = `${hours}:${clock([Math.floor(whole / 60) % 60, whole % 60])}`;
  if (days === 0) return time;
  return days === 1 ? `1 day, ${time}` : `${days} days, ${time}`;
}

/** num2words, for up to 99. */
function inWords(count: number): string {
  const ones = [
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen",
    "fifteen sixteen seventeen eighteen nineteen",
  ];
  const tens = "twenty thirty forty fifty sixty seventy eighty ninety";
  const small = ones.join(" ").split(" ");
  if (count < 20) return small[count]!;
  const ten = tens.split(" ")[Math.floor(count / 10) - 2]!;
  return count % 10 === 0 ? ten : `${ten}-${small[count % 10]!}`;
}

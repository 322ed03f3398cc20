// transformers 5: Lfm2VlImageProcessor without tiles, Lfm2VlProcessor; the words before a picture are this project's.

import { renderTurn } from "./chat.ts";
import {
  around,
  countingPositions,
  encodeRows,
  tokenRows,
  type FamilyReference,
  type Picture,
} from "./family.ts";
import { pixelValue, resizePicture, type PixelSettings } from "./pixels.ts";
import { nearestEven } from "./qwen2-vl.ts";

export interface Lfm2VlPixels extends PixelSettings {
  readonly encoder_patch_size: number;
  readonly downsample_factor: number;
  readonly min_image_tokens: number;
  readonly max_image_tokens: number;
  readonly tile_size: number;
  readonly do_image_splitting: boolean;
}

/** `mostTokens`: a budget of a frame beside the processor's own. */
export function lfm2VlReference(
  preprocessor: Lfm2VlPixels,
  template: string,
  mostTokens = Infinity,
): FamilyReference {
  const { encoder_patch_size: patch, downsample_factor: merge } = preprocessor;
  const unit = patch * merge;
  const most = Math.min(mostTokens, preprocessor.max_image_tokens);
  const least = Math.min(most, preprocessor.min_image_tokens);
  const sizeOf = ({ width, height }: Picture): [width: number, height: number] =>
    pictureSize([width, height], unit, [least, most]);
  return {
    vision(frames) {
      const size = sizeOf(frames[0]!);
      const small = frames.map((frame) => resizePicture(frame, size, preprocessor));
      return paddedFeeds(small, preprocessor);
    },
    shape(frames) {
      const [width, height] = sizeOf(frames[0]!);
      return { steps: frames.length, rows: height / unit, columns: width / unit };
    },
    tokens: (features) => Float64Array.from(features),
    rows(encode, question, { rows, columns, timesSec }) {
      const [before, after] = around(renderTurn(template, question, "image"), "<image>");
      const frames = timesSec.flatMap((time, i) => {
        const clock = [time / 60, time % 60].map((part) => `${Math.floor(part)}`.padStart(2, "0"));
        const from = i * rows * columns;
        return [
          `Frame at ${clock.join(":")}:<|image_start|>`,
          ...tokenRows(from, from + rows * columns),
          "<|image_end|>\n",
        ];
      });
      return encodeRows(encode, [before, ...frames, after]);
    },
    keepsPlaces: false,
    positions: countingPositions,
  };
}

/** `smart_resize`; `least` and `most` in tokens. */
export function pictureSize(
  [width, height]: readonly [number, number],
  unit: number,
  [least, most]: readonly [number, number],
): [width: number, height: number] {
  const sides = [width, height] as const;
  const each = (of: (side: number) => number): [number, number] =>
    sides.map((side) => of(side) * unit) as [number, number];
  const [w, h] = each((side) => Math.max(1, nearestEven(side / unit)));
  if (w * h > most * unit * unit) {
    const beta = Math.sqrt((width * height) / (most * unit * unit));
    return each((side) => Math.max(1, Math.floor(side / beta / unit)));
  }
  if (w * h < least * unit * unit) {
    const beta = Math.sqrt((least * unit * unit) / (width * height));
    return each((side) => Math.ceil((side * beta) / unit));
  }
  return [w, h];
}

/** `convert_image_to_patches` and `pad_along_first_dim`: [frame, row, column, y, x, channel], then zeros. */
function paddedFeeds(
  frames: readonly Picture[],
  settings: Lfm2VlPixels,
): ReturnType<FamilyReference["vision"]> {
  const { encoder_patch_size: patch, downsample_factor: merge, max_image_tokens } = settings;
  const [rows, columns] = [frames[0]!.height / patch, frames[0]!.width / patch];
  const tile = settings.do_image_splitting ? Math.floor(settings.tile_size / patch) ** 2 : 0;
  const padded = Math.max(max_image_tokens * merge * merge, tile);
  const length = patch * patch * 3;
  const values = new Float32Array(frames.length * padded * length);
  const mask = new BigInt64Array(frames.length * padded);
  const shapes: bigint[] = [];
  frames.forEach((frame, i) => {
    let at = i * padded * length;
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        for (let y = row * patch; y < (row + 1) * patch; y++)
          for (let x = column * patch; x < (column + 1) * patch; x++)
            for (let channel = 0; channel < 3; channel++)
              values[at++] = pixelValue(frame, settings, [channel, y, x]);
    mask.fill(1n, i * padded, i * padded + rows * columns);
    shapes.push(BigInt(rows), BigInt(columns));
  });
  return {
    pixel_values: { type: "float32", data: values, dims: [frames.length, padded, length] },
    pixel_attention_mask: { type: "int64", data: mask, dims: [frames.length, padded] },
    spatial_shapes: {
      type: "int64",
      data: BigInt64Array.from(shapes),
      dims: [frames.length, 2],
    },
  };
}

// transformers: Qwen2VLVideoProcessor, Qwen2VLProcessor, `get_rope_index`.

import { renderTurn } from "./chat.ts";
import {
  around,
  encodeRows,
  tokenRows,
  type FamilyReference,
  type Feed,
  type Picture,
  type Positions,
  type Row,
  type VideoFacts,
} from "./family.ts";
import { pixelValue, resizePicture, type PixelSettings } from "./pixels.ts";

const PAIR = 2;

export interface Qwen2VlConfig {
  readonly vision_config: {
    readonly patch_size: number;
    readonly spatial_merge_size: number;
  };
}

export interface Qwen2VlPixels extends PixelSettings {
  readonly min_pixels?: number;
  readonly max_pixels?: number;
  /** What re-saved folders have in their place. */
  readonly size?: { readonly shortest_edge?: number; readonly longest_edge?: number };
}

export function qwen2VlReference(
  config: Qwen2VlConfig,
  preprocessor: Qwen2VlPixels,
  template: string,
): FamilyReference {
  const { patch_size: patch, spatial_merge_size: merge } = config.vision_config;
  const unit = patch * merge;
  const token = unit * unit;
  const { size } = preprocessor;
  const least = preprocessor.min_pixels ?? size?.shortest_edge ?? 128 * token;
  const own = preprocessor.max_pixels ?? size?.longest_edge ?? 768 * token;
  // qwen_vl_utils, `fetch_video`: VIDEO_MAX_PIXELS and VIDEO_TOTAL_PIXELS.
  const sizeOf = (frames: readonly Picture[]): [width: number, height: number] => {
    const share = Math.max((24_576 * token * PAIR) / frames.length, least * 1.05);
    const { width, height } = frames[0]!;
    return smartSize([width, height], unit, [least, Math.floor(Math.min(own, 768 * token, share))]);
  };
  return {
    vision(frames) {
      const size = sizeOf(frames);
      const small = frames.map((frame) => resizePicture(frame, size, preprocessor));
      return patchFeeds(small, preprocessor, patch, merge);
    },
    shape(frames) {
      const [width, height] = sizeOf(frames);
      return {
        steps: Math.ceil(frames.length / PAIR),
        rows: height / unit,
        columns: width / unit,
      };
    },
    tokens: (features) => Float64Array.from(features),
    rows(encode, question, { steps, rows, columns }) {
      const [before, after] = around(renderTurn(template, question), "<|video_pad|>");
      return encodeRows(encode, [before, ...tokenRows(0, steps * rows * columns), after]);
    },
    keepsPlaces: true,
    positions: ropeIndex,
  };
}

/** `smart_resize`. */
export function smartSize(
  [width, height]: readonly [number, number],
  unit: number,
  [least, most]: readonly [number, number],
): [width: number, height: number] {
  const sides = [width, height] as const;
  const [w, h] = sides.map((side) => nearestEven(side / unit) * unit) as [number, number];
  if (w * h > most) {
    const beta = Math.sqrt((width * height) / most);
    return sides.map((side) => Math.max(unit, Math.floor(side / beta / unit) * unit)) as [
      number,
      number,
    ];
  }
  if (w * h < least) {
    const beta = Math.sqrt(least / (width * height));
    return sides.map((side) => Math.ceil((side * beta) / unit) * unit) as [number, number];
  }
  return [w, h];
}

/** Python's `round`. */
export function nearestEven(x: number): number {
  const low = Math.floor(x);
  if (x - low < 0.5) return low;
  if (x - low > 0.5) return low + 1;
  return low % 2 === 0 ? low : low + 1;
}

/**
 * One row a patch of 2 frames, [step, block row, block column, row and column in the block]; within a row
 * [channel, frame of the pair, y, x]. The last frame stands twice when they are odd.
 */
export function patchFeeds(
  frames: readonly Picture[],
  settings: PixelSettings,
  patch: number,
  merge: number,
): Record<"pixel_values" | "grid_thw", Feed> {
  const { width, height } = frames[0]!;
  const [steps, rows, columns] = [Math.ceil(frames.length / PAIR), height / patch, width / patch];
  const values: number[] = [];
  for (let step = 0; step < steps; step++)
    for (let blockRow = 0; blockRow < rows; blockRow += merge)
      for (let blockColumn = 0; blockColumn < columns; blockColumn += merge)
        for (let row = blockRow; row < blockRow + merge; row++)
          for (let column = blockColumn; column < blockColumn + merge; column++)
            for (let channel = 0; channel < 3; channel++)
              for (let i = 0; i < PAIR; i++) {
                const frame = frames[Math.min(step * PAIR + i, frames.length - 1)]!;
                for (let y = row * patch; y < (row + 1) * patch; y++)
                  for (let x = column * patch; x < (column + 1) * patch; x++)
                    values.push(pixelValue(frame, settings, [channel, y, x]));
              }
  const patches = steps * rows * columns;
  return {
    pixel_values: {
      type: "float32",
      data: Float32Array.from(values),
      dims: [patches, 3 * PAIR * patch * patch],
    },
    grid_thw: {
      type: "int64",
      data: BigInt64Array.from([steps, rows, columns], BigInt),
      dims: [1, 3],
    },
  };
}

/** Text counts on; a token stands at (step, row, column) behind the text before it; then on behind the largest. */
export function ropeIndex(
  rows: readonly Row[],
  { rows: gridRows, columns }: Pick<VideoFacts, "rows" | "columns">,
): Positions {
  const first = rows.findIndex(({ kind }) => kind === "token");
  const places: [t: number, h: number, w: number][] = [];
  let largest = -1;
  for (const row of rows) {
    let place: [number, number, number];
    if (row.kind === "token") {
      const step = Math.floor(row.index / (gridRows * columns));
      const inStep = row.index % (gridRows * columns);
      const at = [step, Math.floor(inStep / columns), inStep % columns] as const;
      place = at.map((part) => first + part) as [number, number, number];
    } else {
      place = [largest + 1, largest + 1, largest + 1];
    }
    places.push(place);
    largest = Math.max(largest, ...place);
  }
  return {
    axes: [0, 1, 2].map((axis) => places.map((place) => place[axis]!)),
    next: largest + 1,
  };
}

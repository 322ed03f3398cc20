// transformers 5.5: Qwen3VLVideoProcessor, Qwen3VLProcessor, Qwen3.5's `get_rope_index`.

import { renderTurn } from "./chat.ts";
import {
  around,
  encodeRows,
  tokenRows,
  type FamilyReference,
  type Picture,
  type Positions,
  type Row,
  type VideoFacts,
} from "./family.ts";
import { resizePicture, type PixelSettings } from "./pixels.ts";
import { nearestEven, patchFeeds } from "./qwen2-vl.ts";

export interface Qwen35Config {
  readonly vision_config: {
    readonly patch_size: number;
    readonly spatial_merge_size: number;
  };
}

export interface Qwen35Pixels extends PixelSettings {
  readonly size: { readonly shortest_edge: number; readonly longest_edge: number };
}

const VIDEO = "<|vision_start|><|video_pad|><|vision_end|>";

/** `mostTokens`: a budget of a step beside the processor's own. */
export function qwen35Reference(
  config: Qwen35Config,
  preprocessor: Qwen35Pixels,
  template: string,
  mostTokens = Infinity,
): FamilyReference {
  const { patch_size: patch, spatial_merge_size: merge } = config.vision_config;
  const unit = patch * merge;
  const sizeOf = (frames: readonly Picture[]): [width: number, height: number] => {
    const { width, height } = frames[0]!;
    const count = Math.max(2, frames.length);
    const ours = nearestEven(count / 2) * 2 * mostTokens * unit * unit;
    const { shortest_edge: least, longest_edge: most } = preprocessor.size;
    return clipSize([width, height], count, unit, [least, Math.min(most, ours)]);
  };
  return {
    vision(frames) {
      const size = sizeOf(frames);
      const small = frames.map((frame) => resizePicture(frame, size, preprocessor));
      const { pixel_values, grid_thw } = patchFeeds(small, preprocessor, patch, merge);
      return { pixel_values, image_grid_thw: grid_thw };
    },
    shape(frames) {
      const [width, height] = sizeOf(frames);
      return { steps: Math.ceil(frames.length / 2), rows: height / unit, columns: width / unit };
    },
    tokens: (features) => Float64Array.from(features),
    rows(encode, question, { steps, rows, columns, shownTimesSec }) {
      const [before, after] = around(renderTurn(template, question), VIDEO);
      const parts: (string | Row)[] = [before];
      for (let step = 0; step < steps; step++) {
        const times = shownTimesSec.slice(2 * step, 2 * step + 2);
        const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
        const from = step * rows * columns;
        parts.push(`<${onePlace(mean)} seconds><|vision_start|>`);
        parts.push(...tokenRows(from, from + rows * columns), "<|vision_end|>");
      }
      return encodeRows(encode, [...parts, after]);
    },
    keepsPlaces: true,
    positions: steppedRopeIndex,
  };
}

/** `smart_resize` of a clip; `least` and `most` are areas of all its frames together. */
export function clipSize(
  [givenWidth, givenHeight]: readonly [number, number],
  frames: number,
  unit: number,
  [least, most]: readonly [number, number],
): [width: number, height: number] {
  let [width, height] = [givenWidth, givenHeight];
  if (width < unit || height < unit) {
    const scale = Math.max(unit / width, unit / height);
    [width, height] = [Math.trunc(width * scale), Math.trunc(height * scale)];
  }
  const w = nearestEven(width / unit) * unit;
  const h = nearestEven(height / unit) * unit;
  const t = nearestEven(frames / 2) * 2;
  if (t * w * h > most) {
    const beta = Math.sqrt((frames * width * height) / most);
    const shrunk = (side: number): number => Math.max(unit, Math.floor(side / beta / unit) * unit);
    return [shrunk(width), shrunk(height)];
  }
  if (t * w * h < least) {
    const beta = Math.sqrt(least / (frames * width * height));
    const grown = (side: number): number => Math.ceil((side * beta) / unit) * unit;
    return [grown(width), grown(height)];
  }
  return [w, h];
}

/** `f"{x:.1f}"`: of the two nearest tenths the one that is even, when x lies exactly between them. */
function onePlace(x: number): string {
  const low = Math.floor(x * 10);
  if (x * 10 - low !== 0.5 || !Number.isInteger(x * 4)) return x.toFixed(1);
  return ((low % 2 === 0 ? low : low + 1) / 10).toFixed(1);
}

/** A step's tokens stand at (0, row, column) behind the text before them; text goes on behind the longer side. */
function steppedRopeIndex(
  rows: readonly Row[],
  { rows: gridRows, columns }: Pick<VideoFacts, "rows" | "columns">,
): Positions {
  const axes: [number[], number[], number[]] = [[], [], []];
  let next = 0;
  for (const row of rows) {
    if (row.kind !== "token") {
      for (const axis of axes) axis.push(next);
      next++;
      continue;
    }
    const inStep = row.index % (gridRows * columns);
    axes[0].push(next);
    axes[1].push(next + Math.floor(inStep / columns));
    axes[2].push(next + (inStep % columns));
    if (inStep === gridRows * columns - 1) next += Math.max(gridRows, columns);
  }
  return { axes, next };
}

import type { ClipSpec } from "./clip.ts";
import { sceneAt } from "./clip.ts";
import { figuresAt, pixelBox } from "./draw.ts";
import { BACKGROUND_NAMES, COLOR_NAMES, SHAPES } from "./palette.ts";
import { rasterise } from "./shape.ts";

/** The number of values that `patchLabels` writes for each patch. */
export const PATCH_LABELS = 4;
/** A patch belongs to a figure that covers more of it than this share. */
const COVERED = 0.1;

/**
 * What each patch of a `side` × `side` picture, cut in `grid` × `grid` patches, shows at `time`: colour + 1 and
 * shape + 1 (0 where there is no figure), kind (0 none, 1 main object, 2 needle), background. The vision tower is
 * first trained to tell these.
 */
export function patchLabels(spec: ClipSpec, time: number, side: number, grid: number): Uint8Array {
  const labels = new Uint8Array(grid * grid * PATCH_LABELS);
  const background = BACKGROUND_NAMES.indexOf(sceneAt(spec, time).background);
  for (let patch = 0; patch < grid * grid; patch++) labels[patch * PATCH_LABELS + 3] = background;
  const patchSide = side / grid;
  for (const placed of figuresAt(spec, time)) {
    const cover = new Float32Array(grid * grid);
    const { shape, color } = placed.figure;
    rasterise(shape, pixelBox(spec, placed, side, side), side, side, (column, row, coverage) => {
      const patch = Math.floor(row / patchSide) * grid + Math.floor(column / patchSide);
      cover[patch] = (cover[patch] ?? 0) + coverage / (patchSide * patchSide);
    });
    const values = [COLOR_NAMES.indexOf(color) + 1, SHAPES.indexOf(shape) + 1, placed.main ? 1 : 2];
    for (const [patch, covered] of cover.entries())
      if (covered > COVERED) labels.set(values, patch * PATCH_LABELS);
  }
  return labels;
}

// Decides in which step of a batch each patch is encoded, for pixels that lie on the processor: what the shaders patch-sources and
// keep-patches do, in the same roundings. Pure.

import { invariant } from "../base/assert.ts";
import { blockOf, NEVER } from "../kernels/patch-sources.ts";
import type { StaticSettings } from "./encode-settings.ts";
import type { PatchChanges, PictureGrid } from "./patch-changes.ts";

export function createCpuPatchChanges(
  shape: PictureGrid,
  { threshold, refresh }: StaticSettings,
): PatchChanges {
  const { picture, framesPerStep } = shape;
  const origins = originsOf(shape);
  const perStep = origins.length;
  const size = framesPerStep * 3 * picture.height * picture.width;
  const last = new Float32Array(size);
  const ages = new Uint32Array(perStep).fill(NEVER);
  return {
    find({ values }, steps) {
      invariant(values !== null, "pixels of the graphics adapter are compared there");
      const sources = new Uint32Array(steps * perStep);
      const laterAges = new Uint32Array(perStep);
      for (const [p, origin] of origins.entries()) {
        let source = 0;
        let age = ages[p] ?? NEVER;
        for (let step = 0; step < steps; step++) {
          const now: Place = [values, step * size + origin];
          const before: Place =
            source === 0 ? [last, origin] : [values, (source - 1) * size + origin];
          if (age >= refresh || differs(shape, Math.fround(threshold), now, before)) {
            source = step + 1;
            age = 0;
          }
          sources[step * perStep + p] = source;
          if (age < NEVER) age++;
        }
        laterAges[p] = age;
      }
      return Promise.resolve({
        sources,
        keep() {
          ages.set(laterAges);
          for (const [p, origin] of origins.entries()) {
            const source = sources[(steps - 1) * perStep + p] ?? 0;
            if (source > 0) copyPatch(shape, values.subarray((source - 1) * size), last, origin);
          }
        },
        destroy: () => undefined,
      });
    },
    forget: () => void ages.fill(NEVER),
    destroy: () => undefined,
  };
}

/** Where each patch begins in a plane, in the order of blocks of merge × merge. */
function originsOf({ grid, patch, merge, picture }: PictureGrid): number[] {
  const blocks = grid.columns / merge;
  return Array.from({ length: grid.rows * grid.columns }, (_, p) => {
    const [block, within] = [Math.floor(p / merge ** 2), p % merge ** 2];
    const row = Math.floor(block / blocks) * merge + Math.floor(within / merge);
    const column = (block % blocks) * merge + (within % merge);
    return (row * picture.width + column) * patch;
  });
}

/** A patch of a step: its values, and where its first one lies. */
type Place = readonly [values: Float32Array, at: number];

/** Whether the mean difference of one of a patch's blocks is above the threshold. */
function differs(
  { picture, patch, framesPerStep }: PictureGrid,
  threshold: number,
  now: Place,
  before: Place,
): boolean {
  const { width, height } = picture;
  const block = blockOf(patch);
  for (let plane = 0; plane < 3 * framesPerStep; plane++) {
    for (let top = 0; top < patch; top += block) {
      const rows = Math.min(block, patch - top);
      const row = (plane * height + top) * width;
      const most = threshold * rows;
      const isAbove = block === 1 ? valueDiffers : blockDiffers;
      if (isAbove(now, before, row, { patch, width, rows, most })) return true;
    }
  }
  return false;
}

/** A row of a patch's blocks. */
interface BlockRow {
  readonly patch: number;
  readonly width: number;
  readonly rows: number;
  /** The threshold times its rows. */
  readonly most: number;
}

/** Whether one of a row's values differs by more than `most`. */
function valueDiffers(
  [now, nowAt]: Place,
  [before, beforeAt]: Place,
  row: number,
  { patch, most }: BlockRow,
): boolean {
  for (let i = row; i < row + patch; i++) {
    const difference = Math.fround((now[nowAt + i] ?? 0) - (before[beforeAt + i] ?? 0));
    if (difference > most || difference < -most) return true;
  }
  return false;
}

/** The same for the means of blocks that are as wide as high, but for those at the right. */
function blockDiffers(
  [now, nowAt]: Place,
  [before, beforeAt]: Place,
  row: number,
  { patch, width, rows, most }: BlockRow,
): boolean {
  const block = blockOf(patch);
  for (let left = 0; left < patch; left += block) {
    const columns = Math.min(block, patch - left);
    let sum = 0;
    for (let y = 0; y < rows; y++) {
      const from = row + y * width + left;
      for (let i = from; i < from + columns; i++) {
        const difference = Math.fround((now[nowAt + i] ?? 0) - (before[beforeAt + i] ?? 0));
        sum = Math.fround(sum + difference);
      }
    }
    if (Math.abs(sum) > Math.fround(most * columns)) return true;
  }
  return false;
}

/** Copies the pixels of a patch from one step to another. */
function copyPatch(
  { picture, patch, framesPerStep }: PictureGrid,
  from: Float32Array,
  to: Float32Array,
  origin: number,
): void {
  const { width, height } = picture;
  for (let plane = 0; plane < 3 * framesPerStep; plane++) {
    for (let y = 0; y < patch; y++) {
      const at = (plane * height + y) * width + origin;
      to.set(from.subarray(at, at + patch), at);
    }
  }
}

import { describe, expect, it } from "vitest";
import { NEVER } from "../../src/kernels/patch-sources.ts";
import { createCpuPatchChanges } from "../../src/vision/patch-changes-on-cpu.ts";
import type { PictureGrid } from "../../src/vision/patch-changes.ts";
import type { Pixels } from "../../src/vision/pixels.ts";
import { keepPatchesReference } from "../reference/keep-patches.ts";
import { patchSourcesReference } from "../reference/patch-sources.ts";
import { patchWalk } from "../support/patch-walk.ts";

const shapeOf = (
  [rows, columns]: readonly [number, number],
  patch: number,
  [height, width]: readonly [number, number],
  more: Partial<PictureGrid> = {},
): PictureGrid => ({
  grid: { rows, columns },
  patch,
  merge: 1,
  framesPerStep: 1,
  picture: { width, height },
  ...more,
});

const SHAPES: readonly PictureGrid[] = [
  shapeOf([1, 1], 1, [1, 1]),
  shapeOf([11, 11], 8, [88, 88]),
  shapeOf([9, 9], 14, [130, 130]),
  shapeOf([2, 3], 23, [46, 70]),
  shapeOf([4, 6], 14, [56, 84], { merge: 2, framesPerStep: 2 }),
];

const onCpu = (values: Float32Array<ArrayBuffer>, dims: readonly number[]): Pixels => ({
  dims,
  values,
  onGpu: () => expect.fail("nothing of this is the adapter's"),
  part: () => expect.fail("batches are whole"),
  repeat: () => undefined,
  destroy: () => undefined,
});

describe("patches that have changed, found on the processor", () => {
  it.each(SHAPES)(
    "are those of the reference, batch by batch: $grid of $patch pixels",
    async (shape) => {
      const { picture, framesPerStep, grid } = shape;
      const [width, height] = [picture.width, picture.height];
      const settings = { threshold: 0.1, refresh: 4 };
      const changes = createCpuPatchChanges(shape, settings);
      const batches = [3, 1, 5, 2];
      const walk = patchWalk(shape, 11, [height, width], 0.06);
      const size = 3 * framesPerStep * height * width;
      const wanted = Array<number>(5 * grid.rows * grid.columns).fill(1);
      let last = new Float32Array(size);
      let ages = Array<number>(grid.rows * grid.columns).fill(NEVER);
      let from = 0;
      for (const steps of batches) {
        const pixels = walk.pixels.slice(from * size, (from + steps) * size);
        const dims = [steps * framesPerStep, 3, height, width];
        // A batch that failed is found as before.
        await changes.find(onCpu(pixels, dims), steps);
        const found = await changes.find(onCpu(pixels, dims), steps);
        const given = { pixels, last, ages, wanted };
        const each = { ...shape, ...settings, steps };
        const { sources, laterAges } = patchSourcesReference(each, given, height, width);
        expect([...found.sources]).toEqual(sources);
        found.keep();
        last = Float32Array.from(
          keepPatchesReference(each, { pixels, last }, sources, height, width),
        );
        ages = laterAges;
        from += steps;
      }
    },
  );
});

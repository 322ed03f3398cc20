import { expect, it } from "vitest";
import { KEEP_PATCHES, recordKeepPatches } from "../../src/kernels/keep-patches.ts";
import { keepPatchesReference } from "../reference/keep-patches.ts";
import { useGpu } from "../support/gpu.ts";
import { patchWalk } from "../support/patch-walk.ts";
import { seeded } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

it.each([
  { steps: 1, grid: { rows: 1, columns: 1 }, patch: 1, merge: 1, framesPerStep: 1, size: [1, 1] },
  {
    steps: 5,
    grid: { rows: 9, columns: 9 },
    patch: 14,
    merge: 1,
    framesPerStep: 1,
    size: [130, 130],
  },
  { steps: 3, grid: { rows: 4, columns: 6 }, patch: 7, merge: 2, framesPerStep: 2, size: [28, 42] },
  {
    steps: 2,
    grid: { rows: 7, columns: 3 },
    patch: 5,
    merge: 1,
    framesPerStep: 1,
    size: [37, 17],
    axisLimit: 3,
  },
] as const)("keeps the pixels of each patch's source: $steps steps of $grid", async (each) => {
  const { size, axisLimit, ...shape } = { axisLimit: undefined, ...each };
  const walk = patchWalk(shape, shape.steps, size, 0.1);
  const random = seeded(3);
  const count = shape.grid.rows * shape.grid.columns;
  const sources = Uint32Array.from({ length: shape.steps * count }, () =>
    Math.floor(random() * (shape.steps + 1)),
  );
  const got = await onWorkbench(
    gpu(),
    async (bench) => {
      const kernel = await gpu().kernels.load(KEEP_PATCHES);
      const tensors = {
        pixels: bench.input(walk.pixels, [shape.steps * shape.framesPerStep, 3, ...size]),
        sources: bench.input(sources, [shape.steps, count]),
        last: bench.input(walk.last.slice(), [shape.framesPerStep, 3, ...size]),
      };
      bench.run((to) => recordKeepPatches(to, kernel, shape, tensors));
      return bench.floats(tensors.last);
    },
    axisLimit,
  );
  const [height, width] = size;
  expect(got).toEqual(keepPatchesReference(shape, walk, [...sources], height, width));
});

import { describe, expect, it } from "vitest";
import {
  NEVER,
  PATCH_SOURCES,
  recordPatchSources,
  type PatchSourcesShape,
} from "../../src/kernels/patch-sources.ts";
import { patchSourcesReference, patchValuesReference } from "../reference/patch-sources.ts";
import { useGpu } from "../support/gpu.ts";
import { patchWalk, type PatchWalk } from "../support/patch-walk.ts";
import { seeded } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

type Size = readonly [height: number, width: number];

interface Given {
  readonly axisLimit?: number | undefined;
  /** Whether some patches were never encoded, and some are not wanted. */
  readonly isMixed?: boolean;
}

async function run(
  shape: PatchSourcesShape,
  size: Size,
  walk: PatchWalk,
  { axisLimit, isMixed = false }: Given = {},
) {
  const { steps, grid, framesPerStep } = shape;
  const count = grid.rows * grid.columns;
  const random = seeded(count);
  const ages = Uint32Array.from({ length: count }, (_, p) =>
    isMixed && random() < 0.3 ? NEVER : 1 + (p % 3),
  );
  const wanted = Uint32Array.from({ length: steps * count }, () =>
    isMixed && random() < 0.3 ? 0 : 1,
  );
  const kernel = await gpu().kernels.load(PATCH_SOURCES);
  const got = await onWorkbench(
    gpu(),
    async (bench) => {
      const tensors = {
        pixels: bench.input(walk.pixels, [steps * framesPerStep, 3, ...size]),
        last: bench.input(walk.last, [framesPerStep, 3, ...size]),
        ages: bench.input(ages),
        wanted: bench.input(wanted),
        sources: bench.output([steps, count], "uint32"),
        laterAges: bench.output([count], "uint32"),
      };
      bench.run((to) => recordPatchSources(to, kernel, shape, tensors));
      return {
        sources: await bench.uints(tensors.sources),
        laterAges: await bench.uints(tensors.laterAges),
      };
    },
    axisLimit,
  );
  return { got, want: patchSourcesReference(shape, { ...walk, ages, wanted }, ...size) };
}

const PLAIN = { merge: 1, framesPerStep: 1, threshold: 0.1, refresh: 99 };
const rows = (rows: number, columns: number) => ({ rows, columns });

describe("patch-sources", () => {
  it.each<{ shape: PatchSourcesShape; size: Size; axisLimit?: number }>([
    { shape: { ...PLAIN, steps: 1, grid: rows(1, 1), patch: 1 }, size: [1, 1] },
    { shape: { ...PLAIN, steps: 8, grid: rows(11, 11), patch: 8 }, size: [88, 88] },
    { shape: { ...PLAIN, steps: 5, grid: rows(9, 9), patch: 14 }, size: [130, 130] },
    { shape: { ...PLAIN, steps: 4, grid: rows(2, 3), patch: 23 }, size: [46, 70] },
    { shape: { ...PLAIN, steps: 9, grid: rows(3, 7), patch: 3, refresh: 3 }, size: [10, 23] },
    { shape: { ...PLAIN, steps: 4, grid: rows(5, 5), patch: 4, refresh: 1 }, size: [20, 20] },
    {
      shape: { ...PLAIN, steps: 3, grid: rows(4, 6), patch: 14, merge: 2, framesPerStep: 2 },
      size: [56, 84],
    },
    { shape: { ...PLAIN, steps: 7, grid: rows(29, 13), patch: 2 }, size: [59, 27], axisLimit: 2 },
  ])("agrees with the reference: $shape.steps steps of $shape.grid", async (each) => {
    const walk = patchWalk(each.shape, each.shape.steps, each.size, 0.06);
    for (const isMixed of [false, true]) {
      const { axisLimit } = each;
      const { got, want } = await run(each.shape, each.size, walk, { axisLimit, isMixed });
      expect(got).toEqual(want);
    }
  });

  it("takes a patch as unchanged up to the threshold, and no further", async () => {
    const shape = { ...PLAIN, steps: 3, grid: rows(1, 1), patch: 2, threshold: 0.25 };
    const last = new Float32Array(12);
    const pixels = Float32Array.from({ length: 36 }, (_, i) =>
      i === 35 ? 0.5 : i === 17 ? 0.25 : 0,
    );
    const { got } = await run(shape, [2, 2], { last, pixels });
    expect(got.sources).toEqual([0, 0, 3]);
  });

  it("takes the noise of single pixels as nothing in large patches, and two by two as a thing", async () => {
    const shape = { ...PLAIN, steps: 3, grid: rows(1, 1), patch: 14 };
    const size = 3 * 14 * 14;
    const pixels = new Float32Array(3 * size);
    for (let i = 0; i < size; i++) pixels[i] = (i + Math.floor(i / 14)) % 2 === 0 ? 0.3 : -0.3;
    for (const at of [0, 1, 14, 15]) pixels[size + at] = 0.3;
    const { got } = await run(shape, [14, 14], { last: new Float32Array(size), pixels });
    expect(got.sources).toEqual([0, 2, 3]);
  });

  it("compares with the step that was encoded last, so that a slow drift is noticed", async () => {
    const shape = { ...PLAIN, steps: 7, grid: rows(1, 1), patch: 1, threshold: 2.5 };
    const pixels = Float32Array.from({ length: 21 }, (_, i) => 1 + Math.floor(i / 3));
    const { got } = await run(shape, [1, 1], { last: new Float32Array(3), pixels });
    expect(got.sources).toEqual([0, 0, 3, 3, 3, 6, 6]);
  });

  it("does not look at pixels outside of the patches", async () => {
    const shape = { ...PLAIN, steps: 1, grid: rows(2, 2), patch: 2 };
    const inside = new Set(patchValuesReference(shape, 5, 5).flat());
    const pixels = Float32Array.from({ length: 75 }, (_, i) => (inside.has(i) ? 0 : 9));
    const { got } = await run(shape, [5, 5], { last: new Float32Array(75), pixels });
    expect(got.sources).toEqual([0, 0, 0, 0]);
  });
});

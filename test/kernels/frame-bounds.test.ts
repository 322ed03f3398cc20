import { expect, it } from "vitest";
import { recordFrameBounds, FRAME_BOUNDS } from "../../src/kernels/frame-bounds.ts";
import { frameBoundsReference } from "../reference/frame-bounds.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { asReals, inEachReal, real } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

interface Case {
  readonly heads: number;
  readonly rows: number;
  readonly headSize: number;
  readonly starts: readonly number[];
  readonly toFrame: number;
  readonly axisLimit?: number;
}

async function run({ heads, rows, headSize, starts, toFrame, axisLimit }: Case, shift = 0) {
  const frames = starts.length - 1;
  const keys = asReals(seededNormals(heads * rows * headSize, 1).map((value) => value + shift));
  const kernel = await gpu().kernels.load(FRAME_BOUNDS, {}, real());
  const held = toFrame + frames + 1;
  const got = await onWorkbench(
    gpu(),
    async (bench) => {
      const before = new Float32Array(held * 2 * heads * headSize).fill(7);
      const tensors = {
        keys: bench.reals(keys, [1, heads, rows, headSize]),
        starts: bench.input(Uint32Array.from(starts)),
        bounds: bench.input(before, [held, 2 * heads, headSize]),
      };
      bench.run((to) => recordFrameBounds(to, kernel, { frames, toFrame }, tensors));
      return bench.floats(tensors.bounds);
    },
    axisLimit,
  );
  const around = (count: number): number[] => Array<number>(count * 2 * heads * headSize).fill(7);
  const bounds = frameBoundsReference(keys, { heads, headSize }, starts);
  return { got: [...got], want: [...around(toFrame), ...bounds, ...around(1)] };
}

inEachReal("frame-bounds", () => {
  it.each<Case>([
    { heads: 1, rows: 1, headSize: 1, starts: [0, 1], toFrame: 0 },
    { heads: 2, rows: 12, headSize: 16, starts: [0, 4, 8, 12], toFrame: 3 },
    { heads: 3, rows: 300, headSize: 7, starts: [5, 6, 203, 203, 290], toFrame: 0 },
    { heads: 2, rows: 40, headSize: 64, starts: [0, 13, 26, 39], toFrame: 1, axisLimit: 2 },
  ])("is the reference exactly for frames of $heads heads from rows $starts", async (shape) => {
    const { got, want } = await run(shape);
    expect(got).toEqual(want);
  });

  it.each([50, -50])("has no 0 among keys that all lie around %d", async (shift) => {
    const shape = { heads: 2, rows: 9, headSize: 4, starts: [0, 4, 9], toFrame: 0 };
    const { got, want } = await run(shape, shift);
    expect(got).toEqual(want);
    expect(Math.min(...got.slice(0, 32).map(Math.abs))).toBeGreaterThan(40);
  });

  it("refuses room for one key a frame", async () => {
    const kernel = await gpu().kernels.load(FRAME_BOUNDS);
    await onWorkbench(gpu(), async (bench) => {
      const tensors = {
        keys: bench.output([1, 2, 4, 2]),
        starts: bench.input(Uint32Array.of(0, 2, 4)),
        bounds: bench.output([2, 2, 2]),
      };
      bench.run((to) => {
        expect(() => {
          recordFrameBounds(to, kernel, { frames: 2, toFrame: 0 }, tensors);
        }).toThrow(/wanted \[frames, 4, 2\]/);
      });
    });
  });
});

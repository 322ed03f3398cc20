import { expect, it } from "vitest";
import { recordFrameKeys, FRAME_KEYS } from "../../src/kernels/frame-keys.ts";
import { frameKeysReference } from "../reference/frame-keys.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { asReals, inEachReal, real } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { F32_SUM } from "../tolerance.ts";

const gpu = useGpu();

interface Case {
  readonly heads: number;
  readonly rows: number;
  readonly headSize: number;
  readonly starts: readonly number[];
  readonly toFrame: number;
  readonly axisLimit?: number;
}

async function run(
  { heads, rows, headSize, starts, toFrame, axisLimit }: Case,
  numbers = seededNormals(heads * rows * headSize, 1),
) {
  const keys = asReals(numbers);
  const frames = starts.length - 1;
  const kernel = await gpu().kernels.load(FRAME_KEYS, {}, real());
  const got = await onWorkbench(
    gpu(),
    async (bench) => {
      const before = new Float32Array((toFrame + frames + 1) * heads * headSize).fill(7);
      const tensors = {
        keys: bench.reals(keys, [1, heads, rows, headSize]),
        starts: bench.input(Uint32Array.from(starts)),
        means: bench.input(before, [toFrame + frames + 1, heads, headSize]),
      };
      bench.run((to) => recordFrameKeys(to, kernel, { frames, toFrame }, tensors));
      return bench.floats(tensors.means);
    },
    axisLimit,
  );
  const around = (count: number): number[] => Array<number>(count * heads * headSize).fill(7);
  const means = frameKeysReference(keys, { heads, headSize }, starts);
  return { got, want: [...around(toFrame), ...means, ...around(1)] };
}

inEachReal("frame-keys", () => {
  it.each<Case>([
    { heads: 1, rows: 1, headSize: 1, starts: [0, 1], toFrame: 0 },
    { heads: 2, rows: 12, headSize: 16, starts: [0, 4, 8, 12], toFrame: 3 },
    { heads: 3, rows: 300, headSize: 7, starts: [5, 6, 203, 203, 290], toFrame: 0 },
    { heads: 2, rows: 40, headSize: 64, starts: [0, 13, 26, 39], toFrame: 1, axisLimit: 2 },
  ])("agrees with the reference for frames of $heads heads from rows $starts", async (shape) => {
    const { got, want } = await run(shape);
    expect(differs(got, want, F32_SUM)).toBeNull();
  });

  it("gives 0 for a frame without tokens", async () => {
    const { got } = await run({ heads: 1, rows: 2, headSize: 2, starts: [0, 0, 2], toFrame: 0 });
    expect(got.slice(0, 2)).toEqual([0, 0]);
    expect(got[2]).not.toBe(0);
  });

  it("keeps what a long bias leaves of the difference of two frames", async () => {
    const shape = { heads: 2, rows: 392, headSize: 64, starts: [0, 196, 392], toFrame: 0 };
    const keys = seededNormals(2 * 392 * 64, 2).map((value, i) => value + (i % 64 === 3 ? 900 : 0));
    const { got, want } = await run(shape, keys);
    expect(differs(got, want, { abs: 2e-3, rel: 0 })).toBeNull();
  });

  it("refuses more frames than there is room for", async () => {
    const kernel = await gpu().kernels.load(FRAME_KEYS);
    await onWorkbench(gpu(), async (bench) => {
      const tensors = {
        keys: bench.output([1, 1, 4, 2]),
        starts: bench.input(Uint32Array.of(0, 2, 4)),
        means: bench.output([2, 1, 2]),
      };
      bench.run((to) => {
        expect(() => {
          recordFrameKeys(to, kernel, { frames: 2, toFrame: 1 }, tensors);
        }).toThrow(/holds 2 frames, 2 from 1 on/);
      });
    });
  });
});

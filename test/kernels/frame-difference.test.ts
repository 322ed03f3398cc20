import { describe, expect, it } from "vitest";
import {
  recordFrameDifference,
  FRAME_DIFFERENCE,
  sumAt,
} from "../../src/kernels/frame-difference.ts";
import { frameDifferenceReference } from "../reference/frame-difference.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { seeded } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { EXACT, F32_ONE } from "../tolerance.ts";

const gpu = useGpu();

/** CLIP's, of which Qwen2-VL's are; no two channels alike. */
const MEAN = [0.48145466, 0.4578275, 0.40821073];
const STD = [0.26862954, 0.26130258, 0.27577711] as const;
const RESCALE = 1 / 255;
const BYTES_PER_VALUE = [STD[0] / RESCALE, STD[1] / RESCALE, STD[2] / RESCALE] as const;

interface Shape {
  readonly steps: number;
  readonly framesPerStep: number;
  readonly rows: number;
  readonly columns: number;
  readonly below: number;
  readonly hasLast: boolean;
  readonly axisLimit?: number;
}

/** Bytes [frames, 3, plane] as the model sees them. */
const normalised = (bytes: ArrayLike<number>, plane: number): Float32Array<ArrayBuffer> =>
  Float32Array.from(bytes, (byte, i) => {
    const channel = Math.floor(i / plane) % 3;
    return (byte * RESCALE - MEAN[channel]!) / STD[channel]!;
  });

/** `bytes` are those of the last step, whether it counts or not, and of the others. */
async function run(shape: Shape, bytes: ArrayLike<number>) {
  const { steps, framesPerStep, rows, columns, below, hasLast, axisLimit } = shape;
  const plane = rows * columns;
  const size = framesPerStep * 3 * plane;
  const values = normalised(bytes, plane);
  const [lastValues, pixelValues] = [values.slice(0, size), values.slice(size)];
  const kernel = await gpu().kernels.load(FRAME_DIFFERENCE);
  const sums = await onWorkbench(
    gpu(),
    async (bench) => {
      const pixels = bench.input(pixelValues, [steps * framesPerStep, 3, rows, columns]);
      const last = bench.input(lastValues, [framesPerStep, 3, rows, columns]);
      const sums = bench.output([steps], "uint32");
      const options = {
        steps,
        framesPerStep,
        bytesPerValue: BYTES_PER_VALUE,
        limit: sumAt(below, size),
        hasLast,
      };
      bench.run((to) => recordFrameDifference(to, kernel, options, { pixels, last, sums }));
      return bench.uints(sums);
    },
    axisLimit,
  );
  const reference = { plane, framesPerStep, bytesPerValue: BYTES_PER_VALUE, below };
  return {
    sums,
    size,
    means: sums.map((sum) => (sum === 2 ** 32 - 1 ? Infinity : sum / 255 / size)),
    want: frameDifferenceReference(pixelValues, hasLast ? lastValues : null, reference),
  };
}

/** A walk: each step is the one before with some of its bytes moved, by more and by less. */
function walk({ steps, framesPerStep, rows, columns }: Shape): number[] {
  const random = seeded(7);
  const size = framesPerStep * 3 * rows * columns;
  const bytes = Array.from({ length: size }, () => Math.floor(random() * 256));
  for (let step = 0; step < steps; step++) {
    const most = 40 * random();
    for (let i = 0; i < size; i++) {
      const moved = bytes[step * size + i]! + Math.round((2 * random() - 1) * most);
      bytes.push(Math.min(255, Math.max(0, moved)));
    }
  }
  return bytes;
}

describe("frame-difference", () => {
  it.each<Shape>([
    { steps: 1, framesPerStep: 1, rows: 1, columns: 1, below: 0, hasLast: true },
    { steps: 9, framesPerStep: 1, rows: 7, columns: 5, below: 0, hasLast: true },
    { steps: 8, framesPerStep: 1, rows: 88, columns: 88, below: 0.04, hasLast: true },
    { steps: 8, framesPerStep: 1, rows: 43, columns: 50, below: 0.05, hasLast: false },
    { steps: 4, framesPerStep: 2, rows: 28, columns: 56, below: 0.04, hasLast: true },
    { steps: 3, framesPerStep: 2, rows: 61, columns: 59, below: 1, hasLast: false },
    { steps: 5, framesPerStep: 1, rows: 90, columns: 90, below: 0.04, hasLast: true, axisLimit: 2 },
  ])(
    "agrees with the reference: $steps steps of $framesPerStep × $rows×$columns below $below",
    async (shape) => {
      const { means, want } = await run(shape, walk(shape));
      expect(means.map(Number.isFinite)).toEqual(want.map(Number.isFinite));
      expect(Number.isFinite(want[0])).toBe(shape.hasLast);
      const [got, wanted] = [means, want].map((each) => each.filter(Number.isFinite));
      expect(differs(got!, wanted!, F32_ONE)).toBeNull();
    },
  );

  it("counts bytes exactly, whatever they are", async () => {
    // Every byte against every other, in planes of 256 × 256.
    const shape = { steps: 1, framesPerStep: 1, rows: 256, columns: 256, below: 0, hasLast: true };
    const pair = Array.from({ length: 3 * 65_536 }, (_, i) => [i % 256, (i >> 8) % 256] as const);
    const bytes = [...pair.map(([a]) => a), ...pair.map(([, b]) => b)];
    const want = pair.reduce((sum, [a, b]) => sum + Math.abs(a - b), 0);
    expect(differs((await run(shape, bytes)).sums, [want], EXACT)).toBeNull();
  });

  it("is 0 for equal frames and 1 between black and white", async () => {
    const shape = { steps: 3, framesPerStep: 1, rows: 30, columns: 30, below: 0, hasLast: true };
    const frames = [0, 0, 255, 255].flatMap((byte) => Array<number>(2700).fill(byte));
    expect((await run(shape, frames)).means).toEqual([0, 1, 0]);
  });

  it("compares with the last step that was encoded, not with the one before", async () => {
    const levels = [100, 101, 102, 103, 104, 105, 106, 107];
    const below = 2.5 / 255;
    const shape = { steps: 7, framesPerStep: 1, rows: 9, columns: 11, below, hasLast: true };
    const frames = levels.flatMap((byte) => Array<number>(297).fill(byte));
    const { sums, size } = await run(shape, frames);
    expect(sums.map((sum) => sum / size)).toEqual([1, 2, 3, 1, 2, 3, 1]);
  });
});

describe("the limit of a share", () => {
  it.each([
    [0, 300, 0],
    [0.01, 300, 765],
    [0.5 / 255, 301, 151],
    [1, 300, 76_500],
  ])("%f of %i values is the first sum not below it", (share, values, want) => {
    expect(sumAt(share, values)).toBe(want);
    expect(want / 255 / values).toBeGreaterThanOrEqual(share);
  });
});

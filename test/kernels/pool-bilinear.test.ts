import { describe, expect, it } from "vitest";
import { encodePoolBilinear, POOL_BILINEAR, type Grid2d } from "../../src/kernels/pool-bilinear.ts";
import { poolBilinearReference } from "../reference/pool-bilinear.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { F32_ONE, F32_SUM } from "../tolerance.ts";
import golden from "../golden/pool-bilinear.json";

const gpu = useGpu();

interface Case {
  readonly frames: number;
  readonly from: Grid2d;
  readonly to: Grid2d;
  readonly width: number;
}

async function run(
  features: Float32Array<ArrayBuffer>,
  shape: Case,
  { firstFrame = 0, axisLimit }: { firstFrame?: number; axisLimit?: number } = {},
): Promise<number[]> {
  return onWorkbench(
    gpu(),
    async (bench) => {
      const kernel = await gpu().kernels.load(POOL_BILINEAR);
      const { frames, to, width } = shape;
      const tensors = {
        features: bench.input(features),
        pooled: bench.output([firstFrame + frames + 1, to.rows * to.columns, width]),
      };
      const placed = { ...shape, firstFrame };
      bench.run((into) => encodePoolBilinear(bench.gpu, into, kernel, placed, tensors));
      return bench.floats(tensors.pooled);
    },
    axisLimit,
  );
}

describe.each(golden.cases)("pool-bilinear $from → $to, $width channels", (shape) => {
  const features = Float32Array.from(shape.features);
  const size = shape.pooled.length;

  it("is what torch's interpolate gives", async () => {
    const got = await run(features, shape);
    // Six decimals, and torch's own weights: f32 coordinates up to 26 round by 1e-6, features differ by up to 6.
    expect(differs(got.slice(0, size), shape.pooled, { abs: 8e-6, rel: 0 })).toBeNull();
    expect(differs(got.slice(0, size), poolBilinearReference(features, shape), F32_ONE)).toBeNull();
  });

  it("writes the frames it is told to and no other", async () => {
    const got = await run(features, shape, { firstFrame: 3 });
    const frame = size / shape.frames;
    expect(got.slice(0, 3 * frame).every((value) => value === 0)).toBe(true);
    expect(got.slice((3 + shape.frames) * frame).every((value) => value === 0)).toBe(true);
    const placed = got.slice(3 * frame, (3 + shape.frames) * frame);
    expect(differs(placed, poolBilinearReference(features, shape), F32_SUM)).toBeNull();
  });
});

describe("pool-bilinear", () => {
  it("folds a grid that is longer than one axis", async () => {
    const shape = {
      frames: 3,
      from: { rows: 4, columns: 6 },
      to: { rows: 2, columns: 3 },
      width: 65,
    };
    const features = seededNormals(3 * 24 * 65, 1);
    const got = await run(features, shape, { axisLimit: 4 });
    const want = poolBilinearReference(features, shape);
    expect(differs(got.slice(0, want.length), want, F32_SUM)).toBeNull();
  });

  it("changes nothing when the grid stays as it is", async () => {
    const grid = { rows: 5, columns: 7 };
    const features = seededNormals(2 * 35 * 3, 2);
    const got = await run(features, { frames: 2, from: grid, to: grid, width: 3 });
    expect(got.slice(0, features.length)).toEqual(Array.from(features));
  });
});

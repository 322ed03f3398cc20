import { describe, expect, it } from "vitest";
import { recordPoolBilinear, POOL_BILINEAR } from "../../src/kernels/pool-bilinear.ts";
import { poolBilinearReference, type PoolCase } from "../reference/pool-bilinear.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { asReals, asStored, inEachReal, real, realDtype } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { F32_ONE, F32_SUM } from "../tolerance.ts";
import golden from "../golden/pool-bilinear.json";

const gpu = useGpu();

async function run(
  features: Float32Array<ArrayBuffer>,
  shape: PoolCase,
  { firstFrame = 0, axisLimit }: { firstFrame?: number; axisLimit?: number } = {},
): Promise<number[]> {
  return onWorkbench(
    gpu(),
    async (bench) => {
      const kernel = await gpu().kernels.load(POOL_BILINEAR, {}, real());
      const { frames, to, width } = shape;
      const tensors = {
        features: bench.reals(features),
        pooled: bench.output([firstFrame + frames + 1, to.rows * to.columns, width], realDtype()),
      };
      const placed = { ...shape, firstFrame };
      bench.run((into) => recordPoolBilinear(into, kernel, placed, tensors));
      return bench.floats(tensors.pooled);
    },
    axisLimit,
  );
}

inEachReal("pool-bilinear", () => {
  describe.each(golden.cases)("$from → $to, $width channels", (shape) => {
    const featuresOf = () => asReals(Float32Array.from(shape.features));
    const size = shape.pooled.length;

    it("is what torch's interpolate gives", async () => {
      const features = featuresOf();
      const got = await run(features, shape);
      // Six decimals, and torch's own weights: f32 coordinates up to 26 round by 1e-6, features differ by up to 6.
      const torch = { abs: 8e-6, rel: 0 };
      // Halves are no longer torch's features.
      const asTorch = real() === "f32" ? differs(got.slice(0, size), shape.pooled, torch) : null;
      expect(asTorch).toBeNull();
      const want = poolBilinearReference(features, shape);
      expect(differs(got.slice(0, size), want, asStored(F32_ONE))).toBeNull();
    });

    it("writes the frames it is told to and no other", async () => {
      const features = featuresOf();
      const got = await run(features, shape, { firstFrame: 3 });
      const frame = size / shape.frames;
      expect(got.slice(0, 3 * frame).every((value) => value === 0)).toBe(true);
      expect(got.slice((3 + shape.frames) * frame).every((value) => value === 0)).toBe(true);
      const placed = got.slice(3 * frame, (3 + shape.frames) * frame);
      expect(differs(placed, poolBilinearReference(features, shape), asStored(F32_SUM))).toBeNull();
    });
  });

  it("folds a grid that is longer than one axis", async () => {
    const shape = {
      frames: 3,
      from: { rows: 4, columns: 6 },
      to: { rows: 2, columns: 3 },
      width: 65,
    };
    const features = asReals(seededNormals(3 * 24 * 65, 1));
    const got = await run(features, shape, { axisLimit: 4 });
    const want = poolBilinearReference(features, shape);
    expect(differs(got.slice(0, want.length), want, asStored(F32_SUM))).toBeNull();
  });

  it("is the mean of two by two where the part that is pooled is twice as large, torch's avg_pool2d", async () => {
    const [from, width] = [{ rows: 5, columns: 7 }, 3];
    const shape = {
      frames: 2,
      from,
      used: { rows: 4, columns: 6 },
      to: { rows: 2, columns: 3 },
      width,
    };
    const features = asReals(seededNormals(2 * 35 * width, 4));
    const got = await run(features, shape);
    const want: number[] = [];
    for (let t = 0; t < 2; t++) {
      for (let row = 0; row < 2; row++) {
        for (let column = 0; column < 3; column++) {
          for (let d = 0; d < width; d++) {
            const cells = [0, 1, 7, 8].map(
              (away) => features[(t * 35 + 14 * row + 2 * column + away) * width + d]!,
            );
            want.push(cells.reduce((sum, value) => sum + value, 0) / 4);
          }
        }
      }
    }
    expect(differs(got.slice(0, want.length), want, asStored(F32_SUM))).toBeNull();
    expect(differs(want, poolBilinearReference(features, shape), F32_SUM)).toBeNull();
  });

  it("changes nothing when the grid stays as it is", async () => {
    const grid = { rows: 5, columns: 7 };
    const features = asReals(seededNormals(2 * 35 * 3, 2));
    const got = await run(features, { frames: 2, from: grid, to: grid, width: 3 });
    expect(got.slice(0, features.length)).toEqual(Array.from(features));
  });
});

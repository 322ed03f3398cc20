import { describe, expect, it } from "vitest";
import { recordShuffleFrames, SHUFFLE_FRAMES } from "../../src/kernels/shuffle-frames.ts";
import { shuffleFramesReference } from "../reference/shuffle-frames.ts";
import { useGpu } from "../support/gpu.ts";
import { seeded } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

async function run(budgets: Uint32Array<ArrayBuffer>, seed: number, axisLimit?: number) {
  const frames = budgets.length;
  return onWorkbench(
    gpu(),
    async (bench) => {
      const kernel = await gpu().kernels.load(SHUFFLE_FRAMES);
      const shares = Float32Array.from(budgets, (budget) => budget / 64);
      const from = { shares: bench.input(shares), budgets: bench.input(budgets) };
      const to = { shares: bench.output([frames]), budgets: bench.output([frames], "uint32") };
      bench.run((recorder) =>
        recordShuffleFrames(recorder, kernel, { frames, seed }, { from, to }),
      );
      return { shares: await bench.floats(to.shares), budgets: await bench.uints(to.budgets) };
    },
    axisLimit,
  );
}

describe.each([1, 2, 32, 63, 64, 65, 131])("shuffle-frames of %i frames", (frames) => {
  const random = seeded(frames);
  const budgets = Uint32Array.from({ length: frames }, () => Math.floor(64 * random()));

  it.each([0, 1, 2, 4_294_967_295])("is the reference with seed %i", async (seed) => {
    const got = await run(budgets, seed);
    expect(got.budgets).toEqual(shuffleFramesReference(budgets, seed));
    expect(got.shares).toEqual(got.budgets.map((budget) => budget / 64));
    const sorted = (values: ArrayLike<number>) => Array.from(values).toSorted((a, b) => a - b);
    expect(sorted(got.budgets)).toEqual(sorted(budgets));
  });
});

it("folds a grid that is longer than one axis, and differs from seed to seed", async () => {
  const budgets = Uint32Array.from({ length: 300 }, (_, t) => t);
  expect((await run(budgets, 3, 2)).budgets).toEqual(shuffleFramesReference(budgets, 3));
  expect((await run(budgets, 4)).budgets).not.toEqual((await run(budgets, 3)).budgets);
});

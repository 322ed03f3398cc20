import { expect, it } from "vitest";
import { f32, packParams, u32 } from "../../src/gpu/params-ring.ts";
import { VCAST_BUDGET } from "../../src/kernels/vcast.ts";
import { budgetsOf } from "../reference/vcast.ts";
import { useGpu } from "../support/gpu.ts";
import { seeded } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

async function budgets(curvatures: readonly number[], tokens: number, kept: number) {
  const frames = curvatures.length;
  return onWorkbench(gpu(), async (bench) => {
    const kernel = await gpu().kernels.load(VCAST_BUDGET);
    const out = bench.output([frames], "uint32");
    const fractions = bench.output([frames]);
    const own = bench.input(Float32Array.from(curvatures));
    bench.run((to) =>
      to.dispatch(kernel, {
        inputs: [own],
        outputs: [fractions, out],
        params: packParams(u32(frames, tokens, kept), f32(0.7)),
        groups: 1,
      }),
    );
    return bench.uints(out);
  });
}

it.each([
  [1, 1],
  [1, 9],
  [2, 5],
  [7, 10],
  [32, 36],
  [64, 196],
])("shares tokens among %i frames of %i", async (frames, tokens) => {
  const draw = seeded(frames);
  const curvatures = Array.from({ length: frames }, (_, t) =>
    t === 0 || t === frames - 1 ? 1 : 2 * draw(),
  );
  for (const share of [0, 0.1, 0.25, 0.5, 0.9, 1]) {
    const kept = Math.max(frames, Math.round(share * frames * tokens));
    const got = await budgets(curvatures, tokens, kept);
    expect(got).toEqual(budgetsOf(curvatures, tokens, kept));
    expect(got.reduce((sum, one) => sum + one, 0)).toBe(kept);
    expect(Math.max(...got)).toBeLessThanOrEqual(tokens);
  }
});

it("gives all frames alike the same where it comes out even", async () => {
  expect(await budgets([1, 1, 1, 1, 1], 9, 25)).toEqual([5, 5, 5, 5, 5]);
  // What is left over goes to one frame.
  expect(await budgets([1, 1, 1, 1, 1], 9, 28)).toEqual([8, 5, 5, 5, 5]);
});

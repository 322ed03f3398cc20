import { expect, it } from "vitest";
import { packParams, u32 } from "../../src/gpu/params-ring.ts";
import { SCISSOR_JOIN, SCISSOR_ROOTS } from "../../src/kernels/scissor.ts";
import { useGpu } from "../support/gpu.ts";
import { seeded } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

/** The roots of vectors at these angles, in spans, where those nearer than `apart` are joined; some are left out. */
async function rootsOf(
  angles: readonly number[],
  span: number,
  apart: number,
  isIn: readonly boolean[] = angles.map(() => true),
): Promise<number[]> {
  const count = angles.length;
  const units = Float32Array.from(
    angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle), 0, 0]),
  );
  const own = Uint32Array.from(angles.keys());
  // A vector that is not its own label is left out.
  const labels = own.map((i) => (isIn[i] ? i : count));
  return onWorkbench(gpu(), async (bench) => {
    const [join, find] = await Promise.all([
      gpu().kernels.load(SCISSOR_JOIN),
      gpu().kernels.load(SCISSOR_ROOTS),
    ]);
    const parents = bench.input(own);
    const roots = bench.output([count], "uint32");
    const [vectors, wanted, all] = [bench.input(units), bench.input(labels), bench.input(own)];
    const search = bench.input(new Float32Array([-1, 1, Math.cos(apart), 1]));
    bench.run((to) => {
      to.dispatch(join, {
        inputs: [vectors, wanted, search],
        outputs: [parents],
        params: packParams(u32(count, 1, span)),
        items: count,
      });
      to.dispatch(find, {
        inputs: [all, parents],
        outputs: [roots],
        params: packParams(u32(count)),
        items: count,
      });
    });
    return bench.uints(roots);
  });
}

function shuffled(count: number, seed: number): number[] {
  const draw = seeded(seed);
  return Array.from({ length: count }, (_, i) => ({ i, key: draw() }))
    .sort((a, b) => a.key - b.key)
    .map(({ i }) => i);
}

it.each([1, 2, 5, 63, 64, 65, 257])(
  "finds one component where each of %i vectors is near the next only",
  async (count) => {
    const angles = shuffled(count, count).map((place) => (place * 3) / count);
    const roots = await rootsOf(angles, count, 3.5 / count);
    expect(roots).toEqual(angles.map(() => 0));
  },
);

it("tells components apart, in each span for itself, each by its first vector", async () => {
  const count = 120;
  // Four groups a right angle apart, in any order.
  const group = shuffled(count, 7).map((place) => place % 4);
  const angles = group.map((one, i) => (one * Math.PI) / 2 + (i % 5) / 100);
  for (const span of [count, 40, 1]) {
    const want = group.map((one, i) => {
      const start = Math.floor(i / span) * span;
      return start + group.slice(start, start + span).indexOf(one);
    });
    expect(await rootsOf(angles, span, 0.2)).toEqual(want);
  }
});

it("does not join over a vector that is left out", async () => {
  expect(await rootsOf([0, 0.1, 0.2], 3, 0.15, [true, false, true])).toEqual([0, 1, 2]);
  expect(await rootsOf([0, 0.1, 0.2], 3, 0.15)).toEqual([0, 0, 0]);
});

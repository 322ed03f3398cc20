import { expect, it } from "vitest";
import { packParams, u32 } from "../../src/gpu/params-ring.ts";
import { PRUNEVID_SEGMENTS } from "../../src/kernels/prunevid.ts";
import { segmentsOf } from "../reference/prunevid.ts";
import { useGpu } from "../support/gpu.ts";
import { seeded } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

async function firstsOf(clusters: readonly number[]): Promise<number[]> {
  const frames = clusters.length;
  return onWorkbench(gpu(), async (bench) => {
    const kernel = await gpu().kernels.load(PRUNEVID_SEGMENTS);
    const firsts = bench.output([frames], "uint32");
    const labels = bench.output([frames], "uint32");
    const own = bench.input(Uint32Array.from(clusters));
    bench.run((to) =>
      to.dispatch(kernel, {
        inputs: [own],
        outputs: [labels, firsts],
        params: packParams(u32(frames)),
        groups: 1,
      }),
    );
    return bench.uints(firsts);
  });
}

it.each([
  { name: "one frame", clusters: [0], firsts: [0] },
  { name: "nothing but single frames", clusters: [0, 1, 0, 1], firsts: [0, 0, 0, 0] },
  { name: "a single frame inside a run", clusters: [4, 4, 7, 4], firsts: [0, 0, 0, 0] },
  { name: "frames beside a longer run", clusters: [1, 1, 9, 3, 3, 3], firsts: [0, 0, 2, 2, 2, 2] },
  { name: "frames between equal runs", clusters: [1, 1, 9, 3, 3], firsts: [0, 0, 0, 3, 3] },
  {
    name: "two longest runs of a cluster",
    clusters: [1, 1, 3, 3, 3, 1, 1],
    firsts: [0, 0, 2, 2, 2, 5, 5],
  },
])("cuts $name", async ({ clusters, firsts }) => {
  expect(await firstsOf(clusters)).toEqual(firsts);
});

it("cuts any clusters as its reference does", async () => {
  const draw = seeded(3);
  for (const frames of [2, 3, 8, 16, 31, 64]) {
    for (const kinds of [2, 3, 6]) {
      const clusters = Array.from({ length: frames }, () => Math.floor(draw() * kinds));
      const want = segmentsOf(clusters).flatMap((segment) => segment.map(() => segment[0]!));
      expect(await firstsOf(clusters)).toEqual(want);
    }
  }
});

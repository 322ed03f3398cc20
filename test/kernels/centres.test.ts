import { describe, expect, it } from "vitest";
import { CENTRES, recordCentres } from "../../src/kernels/centres.ts";
import { cutInChunks } from "../../src/kernels/token-moments.ts";
import { centresReference } from "../reference/centres.ts";
import { tokenMomentsReference } from "../reference/token-moments.ts";
import { differs } from "../support/differs.ts";
import { FEATURE_SHAPES, testFeatures } from "../support/features.ts";
import { useGpu } from "../support/gpu.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { F32_SUM } from "../tolerance.ts";

const gpu = useGpu();

async function run(dims: (typeof FEATURE_SHAPES)[number], planes: 1 | 2, axisLimit?: number) {
  const features = testFeatures(dims);
  const shape = cutInChunks(features.frames, features.tokens, features.quads);
  const got = await onWorkbench(
    gpu(),
    async (bench) => {
      const kernel = await gpu().kernels.load(CENTRES);
      const moments = bench.input(
        Float32Array.from(tokenMomentsReference(features.data, shape, planes)),
      );
      const centres = bench.output([features.frames + 1, features.width]);
      bench.run((to) => recordCentres(to, kernel, shape, { moments, planes, centres }));
      return bench.floats(centres);
    },
    axisLimit,
  );
  return { got, want: centresReference(features.data, features) };
}

describe.each(FEATURE_SHAPES)("centres $frames×$tokens×$width", (dims) => {
  it.each([1, 2] as const)("are the means of the tokens, from %i planes", async (planes) => {
    const { got, want } = await run(dims, planes);
    expect(differs(got, want, F32_SUM)).toBeNull();
  });
});

describe("centres", () => {
  it("folds a grid that is longer than one axis", async () => {
    const { got, want } = await run(FEATURE_SHAPES[6], 1, 2);
    expect(differs(got, want, F32_SUM)).toBeNull();
  });
});

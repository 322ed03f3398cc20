import { describe, expect, it } from "vitest";
import { recordFrameUniqueness, FRAME_UNIQUENESS } from "../../src/kernels/frame-uniqueness.ts";
import { frameUniquenessReference } from "../reference/frame-uniqueness.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

describe.each([
  { frames: 1, tokens: 1, axisLimit: undefined },
  { frames: 33, tokens: 7, axisLimit: undefined },
  { frames: 5, tokens: 729, axisLimit: undefined },
  { frames: 100, tokens: 3, axisLimit: 2 },
])("frame-uniqueness $frames×$tokens", ({ frames, tokens, axisLimit }) => {
  it("is the mean, to the last place or two: the budget's softmax divides it by 0.01", async () => {
    const video = seededNormals(frames * tokens, 1, 0.1).map((value) => value - 2);
    const got = await onWorkbench(
      gpu(),
      async (bench) => {
        const kernel = await gpu().kernels.load(FRAME_UNIQUENESS);
        const tensors = { video: bench.input(video), uniqueness: bench.output([frames]) };
        const shape = { frames, tokens };
        bench.run((to) => recordFrameUniqueness(to, kernel, shape, tensors));
        return bench.floats(tensors.uniqueness);
      },
      axisLimit,
    );
    const want = frameUniquenessReference(video, tokens);
    expect(differs(got, want, { abs: 3e-7, rel: 0 })).toBeNull();
  });
});

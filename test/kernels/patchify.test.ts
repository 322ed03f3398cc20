import { describe, expect, it } from "vitest";
import {
  recordPatchify,
  PATCHIFY,
  patchLength,
  type PatchShape,
} from "../../src/kernels/patchify.ts";
import { createRecorder } from "../../src/gpu/recorder.ts";
import { createTensor } from "../../src/gpu/tensor.ts";
import { patchifyReference } from "../reference/patchify.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();
const grid = (rows: number, columns: number) => ({ rows, columns });

const CASES: readonly (PatchShape & { readonly axisLimit?: number })[] = [
  { steps: 1, frames: 2, patches: grid(2, 2), merge: 2, patch: 1 },
  { steps: 3, frames: 2, patches: grid(4, 6), merge: 2, patch: 3 },
  { steps: 2, frames: 2, patches: grid(3, 6), merge: 3, patch: 2 },
  { steps: 2, frames: 2, patches: grid(2, 4), merge: 2, patch: 14, axisLimit: 7 },
  { steps: 1, frames: 1, patches: grid(1, 1), merge: 1, patch: 1, isChannelLast: true },
  { steps: 3, frames: 1, patches: grid(3, 5), merge: 1, patch: 4, padded: 15, isChannelLast: true },
  { steps: 2, frames: 1, patches: grid(2, 3), merge: 1, patch: 16, padded: 9, isChannelLast: true },
  { steps: 2, frames: 2, patches: grid(2, 2), merge: 2, patch: 3, padded: 7 },
  {
    steps: 5,
    frames: 2,
    patches: grid(2, 3),
    merge: 1,
    patch: 2,
    isChannelLast: true,
    axisLimit: 3,
  },
];

describe.each(CASES)("patchify $steps × $patches", ({ axisLimit, ...shape }) => {
  it("cuts frames into rows", async () => {
    const { steps, patches } = shape;
    const perStep = patches.rows * patches.columns;
    const rowCount = steps * (shape.padded ?? perStep);
    const data = seededNormals(steps * perStep * patchLength(shape), 1);
    const got = await onWorkbench(
      gpu(),
      async (bench) => {
        const kernel = await gpu().kernels.load(PATCHIFY);
        const tensors = {
          pixels: bench.input(data),
          rows: bench.output([rowCount, patchLength(shape)]),
        };
        bench.run((to) => recordPatchify(to, kernel, shape, tensors));
        return bench.floats(tensors.rows);
      },
      axisLimit,
    );
    expect(got).toEqual(patchifyReference(data, shape));
  });
});

it.each([
  [{ patches: grid(3, 2) }, /3×2 patches/],
  [{ patches: grid(2, 2), padded: 3 }, /in 3 rows/],
])("patchify refuses %j", async (part, message) => {
  const kernel = await gpu().kernels.load(PATCHIFY);
  const tensor = createTensor(gpu(), [2, 3, 3, 2], "float32", "test/pixels");
  const shape = { steps: 1, frames: 2, merge: 2, patch: 1, ...part } as const;
  const recorder = createRecorder(gpu(), "test");
  expect(() => recordPatchify(recorder, kernel, shape, { pixels: tensor, rows: tensor })).toThrow(
    message,
  );
  tensor.destroy();
});

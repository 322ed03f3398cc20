import { describe, expect, it } from "vitest";
import { encodePatchify, PATCHIFY, patchLength } from "../../src/kernels/patchify.ts";
import { createRecorder } from "../../src/gpu/recorder.ts";
import { createTensor } from "../../src/gpu/tensor.ts";
import { patchifyReference } from "../reference/patchify.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

describe.each([
  { steps: 1, patches: { rows: 2, columns: 2 }, merge: 2, patch: 1 },
  { steps: 3, patches: { rows: 4, columns: 6 }, merge: 2, patch: 3 },
  { steps: 2, patches: { rows: 3, columns: 6 }, merge: 3, patch: 2 },
  { steps: 2, patches: { rows: 2, columns: 4 }, merge: 2, patch: 14, axisLimit: 7 },
])("patchify $steps × $patches", ({ axisLimit, ...shape }) => {
  it("cuts frames into rows, blocks of patches together", async () => {
    const { steps, patches, patch } = shape;
    const count = steps * patches.rows * patches.columns;
    const data = seededNormals(count * patchLength(patch), 1);
    const got = await onWorkbench(
      gpu(),
      async (bench) => {
        const kernel = await gpu().kernels.load(PATCHIFY);
        const tensors = {
          pixels: bench.input(data),
          rows: bench.output([count, patchLength(patch)]),
        };
        bench.run((to) => encodePatchify(bench.gpu, to, kernel, shape, tensors));
        return bench.floats(tensors.rows);
      },
      axisLimit,
    );
    expect(got).toEqual(patchifyReference(data, shape));
  });
});

it("patchify refuses patches that make no whole blocks", async () => {
  const kernel = await gpu().kernels.load(PATCHIFY);
  const tensor = createTensor(gpu(), [2, 3, 3, 2], "float32", "test/pixels");
  const shape = { steps: 1, patches: { rows: 3, columns: 2 }, merge: 2, patch: 1 };
  const recorder = createRecorder(gpu(), "test");
  expect(() =>
    encodePatchify(gpu(), recorder, kernel, shape, { pixels: tensor, rows: tensor }),
  ).toThrow(/3×2 patches/);
  tensor.destroy();
});

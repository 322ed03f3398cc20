import { describe, expect, it } from "vitest";
import { readFloats } from "../../src/gpu/readback.ts";
import { createRecorder } from "../../src/gpu/recorder.ts";
import { createTensor, tensorFrom } from "../../src/gpu/tensor.ts";
import { MULTIPLY_MATRICES, recordMultiplyMatrices } from "../../src/kernels/multiply-matrices.ts";
import { multiplyMatricesReference } from "../reference/multiply-matrices.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";

const gpu = useGpu();

describe("multiply-matrices", () => {
  it.each([4, 20, 64, 132])("agrees with the reference at %i rows and columns", async (side) => {
    const [left, right] = [seededNormals(side * side, 1), seededNormals(side * side, 2)];
    const tensors = {
      left: tensorFrom(gpu(), left, [side / 4, side, 4], "test/left"),
      right: tensorFrom(gpu(), right, [side, side], "test/right"),
      product: createTensor(gpu(), [side, side], "float32", "test/product"),
    };
    const kernel = await gpu().kernels.load(MULTIPLY_MATRICES);
    const recorder = createRecorder(gpu(), "test");
    recordMultiplyMatrices(recorder, kernel, side, tensors, 2);
    recorder.submit();
    const got = await readFloats(gpu(), tensors.product);
    const wanted = multiplyMatricesReference(left, right, side);
    for (const [i, value] of wanted.entries()) {
      expect(Math.abs(got[i]! - value)).toBeLessThan(1e-4 * Math.sqrt(side));
    }
    for (const tensor of Object.values(tensors)) tensor.destroy();
  });
});

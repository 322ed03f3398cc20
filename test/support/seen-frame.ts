// What a model would see of a frame: the frame taken through the app's own preprocessing, as bytes again.

import type { Gpu } from "../../src/gpu/device.ts";
import { readFloats } from "../../src/gpu/readback.ts";
import { createTensor } from "../../src/gpu/tensor.ts";
import type { PixelConfig } from "../../src/model/adapters/adapter.ts";
import type { FrameRoute } from "../../src/vision/frame-texture.ts";
import { createCpuPreprocessor } from "../../src/vision/preprocess-on-cpu.ts";
import { createPreprocessor, type TurnedFrame } from "../../src/vision/preprocess.ts";

/** Bytes stay bytes. */
export const PLAIN = {
  resample: "bicubic",
  rescale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
} as const satisfies PixelConfig;

/** [3, plane] values as bytes [plane, 3]. */
const interleaved = (planes: Float32Array, plane: number): number[] =>
  Array.from(planes, (_, i) => planes[(i % 3) * plane + Math.floor(i / 3)]!);

/** The frame as bytes [height, width, 3] of the model's picture, resized on the processor. */
export async function seeFrameOnCpu(
  turned: TurnedFrame,
  [width, height]: readonly [number, number],
): Promise<number[]> {
  const values = new Float32Array(3 * height * width);
  await createCpuPreprocessor(PLAIN, [{ width, height }]).encodeFrame(turned, values);
  return interleaved(values, width * height);
}

/** The frame as bytes [height, width, 3] of the model's picture, and the way it took to the GPU. */
export async function seeFrame(
  gpu: Gpu,
  turned: TurnedFrame,
  [width, height]: readonly [number, number],
  route?: FrameRoute,
): Promise<{ bytes: number[]; route: FrameRoute }> {
  const preprocessor = await createPreprocessor(gpu, PLAIN, [{ width, height }], route);
  const target = createTensor(gpu, [1, 3, height, width], "float32", "test/target");
  try {
    await preprocessor.encodeFrame(turned, target, 0);
    const bytes = interleaved(await readFloats(gpu, target), width * height);
    return { bytes, route: preprocessor.route };
  } finally {
    target.destroy();
    preprocessor.destroy();
  }
}

import { expect, it } from "vitest";
import { readFloats } from "../../src/gpu/readback.ts";
import { createPixels, type Pixels } from "../../src/vision/pixels.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";

const gpu = useGpu();
const PICTURE = { width: 3, height: 2 };
const SIZE = 18;

function fill(pixels: Pixels, given: Float32Array<ArrayBuffer>): void {
  if (pixels.values !== null) pixels.values.set(given);
  else gpu().device.queue.writeBuffer(pixels.onGpu().buffer, 0, given);
}

it.each(["gpu", "cpu"] as const)("pixels of the %s give frames, and repeat one", async (place) => {
  const before = gpu().ledger.liveBuffers;
  const pixels = createPixels(gpu(), place, 4, PICTURE, "test/pixels");
  const given = seededNormals(4 * SIZE, 3);
  fill(pixels, given);
  const read = (of: Pixels): Promise<Float32Array> => readFloats(gpu(), of.onGpu());
  expect(await read(pixels)).toEqual(given);
  for (const [first, frames] of [
    [0, 2],
    [1, 3],
  ] as const) {
    const part = pixels.part(first, frames);
    expect(part.dims).toEqual([frames, 3, 2, 3]);
    expect(await read(part)).toEqual(given.slice(first * SIZE, (first + frames) * SIZE));
    part.destroy();
  }
  pixels.repeat(1);
  given.copyWithin(2 * SIZE, SIZE, 2 * SIZE);
  expect(await read(pixels)).toEqual(given);
  pixels.destroy();
  expect(gpu().ledger.liveBuffers).toBe(before);
});

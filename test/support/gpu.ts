import { afterAll, beforeAll, expect } from "vitest";
import { openGpu, type Gpu } from "../../src/gpu/device.ts";

/**
 * A device for the tests of this file, or a failure that says why there is none. After the last test no
 * validation error may be left.
 */
export function useGpu(): () => Gpu {
  let gpu: Gpu | undefined;
  beforeAll(async () => {
    gpu = await openGpu();
  });
  afterAll(() => {
    expect(gpu?.errors ?? []).toEqual([]);
    gpu?.destroy();
  });
  return () => {
    if (gpu === undefined) throw new Error("No GPU device: openGpu() failed.");
    return gpu;
  };
}

import { afterAll, beforeAll, expect } from "vitest";
import { openGpu, type Gpu } from "../../src/gpu/device.ts";

/**
 * Opens a device for the tests of this file, or fails with the reason. After the last test there must be no validation
 * error.
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

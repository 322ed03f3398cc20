import { afterAll, beforeAll, expect } from "vitest";
import { openGpu, type Gpu } from "../../src/gpu/device.ts";

/**
 * A device for the tests of this file, or a failure that says why there is none. After the last test no
 * validation error may be left.
 */
export function useGpu(): () => Gpu {
  return useDevice(openThis, (gpu) => gpu.destroy());
}

/** The device that is written in TypeScript, as a browser without WebGPU gets it. */
export function useSoftwareGpu(): () => Gpu {
  return useDevice(
    async () => {
      const browsers = Object.getOwnPropertyDescriptor(navigator, "gpu");
      Object.defineProperty(navigator, "gpu", { value: undefined, configurable: true });
      try {
        return await openGpu();
      } finally {
        // The browser's own getter is on the prototype.
        if (browsers === undefined) delete (navigator as { gpu?: unknown }).gpu;
        else Object.defineProperty(navigator, "gpu", browsers);
      }
    },
    (gpu) => gpu.destroy(),
  );
}

/** A browser's tests are about its adapter; those in Node have none. */
async function openThis(): Promise<Gpu> {
  const gpu = await openGpu();
  expect(gpu.facts.missing).toBe("document" in globalThis ? null : "webgpu");
  return gpu;
}

let shared: Promise<Gpu> | undefined;

/**
 * One device for all files of a page that run graphs: what one of them has compiled, which takes seconds on the CPU, the
 * next one has. Not for tests that count what lies on it: the runtime keeps and drops buffers of earlier files there.
 */
export function useSharedGpu(): () => Gpu {
  return useDevice(() => {
    shared ??= openThis().then((gpu) => {
      void gpu.lost.then(() => (shared = undefined));
      return gpu;
    });
    return shared;
  });
}

function useDevice(open: () => Promise<Gpu>, close?: (gpu: Gpu) => void): () => Gpu {
  let gpu: Gpu | undefined;
  let errors = 0;
  beforeAll(async () => {
    gpu = await open();
    errors = gpu.errors.length;
  });
  afterAll(() => {
    expect(gpu?.errors.slice(errors) ?? []).toEqual([]);
    if (gpu !== undefined) close?.(gpu);
  });
  return () => {
    if (gpu === undefined) throw new Error("No GPU device: openGpu() failed.");
    return gpu;
  };
}

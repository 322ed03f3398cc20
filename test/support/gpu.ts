import { afterAll, beforeAll, describe, expect } from "vitest";
import { openGpu, type Gpu, type OpenOptions } from "../../src/gpu/device.ts";
import { REALS } from "./real.ts";

/** Browsers' tests are about an adapter, and those in Node where they have Dawn (test/support/on-dawn.ts). */
const HAS_WEBGPU = "document" in globalThis || "gpu" in navigator;

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

async function openThis(options?: OpenOptions): Promise<Gpu> {
  const gpu = await openGpu(options);
  expect(gpu.facts.missing).toBe(HAS_WEBGPU ? null : "webgpu");
  expect(gpu.facts.hasShaderF16).toBe(REALS.includes("f16"));
  return gpu;
}

/**
 * For kernels that have another form on devices with subgroups: their tests run in both. The engine leaves small subgroups off for
 * the runtime's sake; our kernels are right on those too.
 */
export function useEachForm(): {
  readonly gpu: () => Gpu;
  readonly inEachForm: (name: string, tests: () => void) => void;
} {
  let current: () => Gpu = () => {
    throw new Error("No form is being tested.");
  };
  const forms = ["without subgroups", "with subgroups of any size"] as const;
  return {
    gpu: () => current(),
    inEachForm(name, tests) {
      // The device that is written in TypeScript has none.
      describe.each(HAS_WEBGPU ? forms : forms.slice(0, 1))(`${name}, %s`, (form) => {
        const isAny = form === forms[1];
        const gpu = useDevice(
          () => openThis({ leastSubgroup: isAny ? 1 : Infinity }),
          (opened) => opened.destroy(),
        );
        beforeAll(async () => {
          current = gpu;
          const adapter = isAny ? await navigator.gpu.requestAdapter() : null;
          const has = gpu().device.features.has("subgroups");
          if (has !== (adapter?.features.has("subgroups") ?? false))
            throw new Error(`Subgroups were left ${has ? "on" : "off"}.`);
        });
        tests();
      });
    },
  };
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

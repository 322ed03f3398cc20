// What a person is told when the browser or the adapter cannot run the model.

import { afterEach, describe, expect, it } from "vitest";
import { openGpu } from "../../src/gpu/device.ts";
import { readBytes, readFloats } from "../../src/gpu/readback.ts";
import { tensorFrom } from "../../src/gpu/tensor.ts";

/** Puts another `navigator.gpu` in place until the test ends. */
function pretend(gpu: unknown): void {
  Object.defineProperty(navigator, "gpu", { value: gpu, configurable: true });
}

const failure = (): Promise<{ code: string; message: string; hint: string }> =>
  openGpu().then(
    () => {
      throw new Error("It opened.");
    },
    (error: { code: string; message: string; hint: string }) => error,
  );

describe("openGpu", () => {
  afterEach(() => {
    // The browser's own getter is on the prototype.
    delete (navigator as { gpu?: unknown }).gpu;
  });

  it.each([
    ["webgpu", undefined],
    ["adapter", { requestAdapter: () => Promise.resolve(null) }],
  ])(
    "opens the device of our own where the browser lacks %s, and says so",
    async (missing, gpu) => {
      pretend(gpu);
      const opened = await openGpu();
      expect(opened.facts).toMatchObject({
        missing,
        isSoftware: true,
        hasShaderF16: false,
        description: "this browser's JavaScript",
      });
      const tensor = tensorFrom(opened, Float32Array.of(1, 2, 3), [3], "test");
      expect([...(await readFloats(opened, tensor))]).toEqual([1, 2, 3]);
      opened.destroy();
      await expect(opened.lost).resolves.toMatchObject({ reason: "destroyed" });
      await expect(readFloats(opened, tensor)).rejects.toMatchObject({ code: "device-lost" });
    },
  );

  it("names the limit that is too small, what it is and what is wanted", async () => {
    const adapter = await navigator.gpu.requestAdapter();
    const limits = new Proxy(adapter!.limits, {
      get: (target, name) =>
        name === "maxComputeInvocationsPerWorkgroup" ? 128 : Reflect.get(target, name, target),
    });
    pretend({
      requestAdapter: () =>
        Promise.resolve({ limits, features: adapter!.features, info: adapter!.info }),
    });
    const { code, message } = await failure();
    expect(code).toBe("limit-missing");
    expect(message).toMatch(/maxComputeInvocationsPerWorkgroup = 128.*256/);
  });

  it("says that the device was refused", async () => {
    const adapter = await navigator.gpu.requestAdapter();
    pretend({
      requestAdapter: () =>
        Promise.resolve({
          limits: adapter!.limits,
          features: adapter!.features,
          info: adapter!.info,
          requestDevice: () => Promise.reject(new Error("no")),
        }),
    });
    expect((await failure()).code).toBe("device-refused");
  });

  it("opens a device, counts its buffers and forgets them", async () => {
    const gpu = await openGpu();
    const before = gpu.ledger.liveBuffers;
    const buffer = gpu.device.createBuffer({ size: 64, usage: GPUBufferUsage.STORAGE });
    expect(gpu.ledger.liveBuffers).toBe(before + 1);
    buffer.destroy();
    expect(gpu.ledger.liveBuffers).toBe(before);
    gpu.destroy();
    await expect(gpu.lost).resolves.toMatchObject({ reason: "destroyed" });
  });
});

describe("tensorFrom", () => {
  it("fills a tensor of an odd number of halves, the last of which is half a word", async () => {
    const gpu = await openGpu();
    const tensor = tensorFrom(gpu, Uint16Array.of(1, 2, 3), [3], "test");
    expect(tensor.dtype).toBe("float16");
    expect([...new Uint16Array(await readBytes(gpu, tensor))]).toEqual([1, 2, 3]);
    expect(gpu.errors).toEqual([]);
    gpu.destroy();
  });
});

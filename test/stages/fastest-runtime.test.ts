// Where a model computes when nobody says where: both are measured, and the faster one is taken.

import { afterEach, expect, it, vi } from "vitest";
import { loadRuntime } from "../../src/model/runtime.ts";
import { fasterOf, measureRuntimes } from "../../src/pipeline/fastest-runtime.ts";
import { loadModel } from "../../src/pipeline/load-model.ts";
import { useGpu } from "../support/gpu.ts";
import { EMBEDDED } from "../support/model.ts";

const gpu = useGpu();
afterEach(() => vi.restoreAllMocks());

it.each([
  [{ webgpu: 900, wasm: 14 }, "webgpu"],
  [{ webgpu: 14, wasm: 14 }, "webgpu"],
  [{ webgpu: 1.3, wasm: 14 }, "wasm"],
  [{ webgpu: null, wasm: 0.1 }, "wasm"],
] as const)("of %o the faster one is %s", (rates, faster) => {
  expect(fasterOf(rates)).toBe(faster);
});

it("measures a device once, and leaves nothing on it", async () => {
  const before = gpu().ledger.liveBuffers;
  const first = measureRuntimes(gpu());
  expect(measureRuntimes(gpu())).toBe(first);
  const { webgpu, wasm } = await first;
  expect(webgpu).toBeGreaterThan(0);
  expect(wasm).toBeGreaterThan(0);
  expect(gpu().ledger.liveBuffers).toBe(before);
});

it("gives up an adapter that does not finish in time", async () => {
  const { queue } = gpu().device;
  vi.spyOn(queue, "onSubmittedWorkDone").mockReturnValue(new Promise(() => undefined));
  const { webgpu } = await measureRuntimes({ ...gpu() }, 20);
  expect(webgpu).toBeNull();
});

it("gives up an adapter that does not compile in time", async () => {
  const kernels = { ...gpu().kernels, load: () => new Promise<never>(() => undefined) };
  const { webgpu, wasm } = await measureRuntimes({ ...gpu(), kernels }, 20);
  expect(webgpu).toBeNull();
  expect(wasm).toBeGreaterThan(0);
});

it("loads a model where it is faster, and says by which rates", async () => {
  const model = await loadModel(gpu(), EMBEDDED, { runtime: "fastest" });
  expect(model.rates).toEqual(await measureRuntimes(gpu()));
  expect(model.runtime).toBe(fasterOf(await measureRuntimes(gpu())));
  await model.release();
});

it("loads it on the adapter where the processor's memory is too small for it", async () => {
  const slow = { ...gpu() };
  const { queue } = slow.device;
  vi.spyOn(queue, "onSubmittedWorkDone").mockReturnValueOnce(new Promise(() => undefined));
  await measureRuntimes(slow, 20);
  const { InferenceSession } = await loadRuntime();
  const create = InferenceSession.create.bind(InferenceSession);
  vi.spyOn(InferenceSession, "create").mockImplementation((...args: Parameters<typeof create>) => {
    const { executionProviders } = (args[1] ?? {}) as { executionProviders?: unknown[] };
    if (executionProviders?.[0] !== "wasm") return create(...args);
    return Promise.reject(new Error("std::bad_alloc"));
  });
  const model = await loadModel(slow, EMBEDDED, { runtime: "fastest" });
  expect(model.runtime).toBe("webgpu");
  await model.release();
});

// The runtime of the graphs: what it needs of a browser is said before it is fetched, and it is tried again.

import { afterEach, expect, it, vi } from "vitest";
import { loadRuntime } from "../../src/model/runtime.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it("says that a browser without SIMD runs no models, and loads once there is some", async () => {
  vi.stubGlobal("crossOriginIsolated", false);
  const { validate } = WebAssembly;
  const hasVectors = (bytes: Uint8Array) => bytes.includes(0xfd) || bytes.includes(0x7b);
  vi.spyOn(WebAssembly, "validate").mockImplementation(
    (bytes) => !hasVectors(bytes as Uint8Array) && validate.call(WebAssembly, bytes),
  );
  await expect(loadRuntime()).rejects.toMatchObject({
    code: "simd-missing",
    message: expect.stringContaining("has no SIMD") as string,
  });
  vi.restoreAllMocks();
  const { env } = await loadRuntime();
  expect(env.wasm.numThreads).toBe(1);
});

import { expect, it, vi } from "vitest";
import { keepPipelines } from "../../src/gpu/keep-pipelines.ts";

/** A device that says what it was asked to compile. */
function deviceOf(compile: (code: string) => Promise<object> = async () => ({})) {
  const compiled = vi.fn<(code: string) => Promise<object>>(compile);
  const device = {
    createShaderModule: ({ code }: { readonly code: string }) => ({ code }),
    createComputePipelineAsync: ({ compute }: { compute: { module: { code: string } } }) =>
      compiled(compute.module.code),
  } as unknown as GPUDevice;
  keepPipelines(device);
  const pipeline = (code: string, more: Partial<GPUProgrammableStage> = {}) =>
    device.createComputePipelineAsync({
      layout: "auto",
      compute: { module: device.createShaderModule({ code }), entryPoint: "main", ...more },
    });
  return { device, compiled, pipeline };
}

it("gives the same pipeline for the same code, however many modules hold it", async () => {
  const { compiled, pipeline } = deviceOf();
  const [first, together] = await Promise.all([pipeline("one"), pipeline("one")]);
  expect(together).toBe(first);
  expect(await pipeline("one")).toBe(first);
  expect(compiled).toHaveBeenCalledOnce();
});

it("compiles what differs in code, entry point or constants", async () => {
  const { pipeline } = deviceOf();
  const all = await Promise.all([
    pipeline("one"),
    pipeline("two"),
    pipeline("one", { entryPoint: "other" }),
    pipeline("one", { constants: { LANES: 64 } }),
    pipeline("one", { constants: { LANES: 32 } }),
  ]);
  expect(new Set(all).size).toBe(all.length);
});

it("compiles again what failed, and what has a layout of its own", async () => {
  let isBroken = true;
  const { device, compiled, pipeline } = deviceOf(async () => {
    if (isBroken) throw new Error("no memory");
    return {};
  });
  await expect(pipeline("one")).rejects.toThrow("no memory");
  isBroken = false;
  await pipeline("one");
  expect(compiled).toHaveBeenCalledTimes(2);
  const module = device.createShaderModule({ code: "one" });
  const layout = {} as GPUPipelineLayout;
  for (let i = 0; i < 2; i++)
    await device.createComputePipelineAsync({ layout, compute: { module } });
  expect(compiled).toHaveBeenCalledTimes(4);
});

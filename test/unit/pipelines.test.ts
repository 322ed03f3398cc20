import { expect, it } from "vitest";
import { keepPipelines } from "../../src/gpu/pipelines.ts";

/** The calls of a device by which pipelines are made; each gives another object. */
function fakeDevice(fails: () => boolean = () => false) {
  const make = () => ({});
  const device = {
    createShaderModule: make,
    createBindGroupLayout: make,
    createPipelineLayout: make,
    createComputePipelineAsync: () =>
      fails() ? Promise.reject(new Error("no")) : Promise.resolve(make()),
  };
  return device as unknown as GPUDevice;
}

interface Asked {
  readonly code?: string;
  readonly type?: GPUBufferBindingType;
  readonly constants?: Record<string, number>;
  readonly entryPoint?: string;
}

/** Makes module and layouts anew each time, as another session of a runtime does. */
function ask(
  device: GPUDevice,
  { code = "a", type = "storage", constants, entryPoint = "main" }: Asked,
) {
  const entries = [{ binding: 0, visibility: 4, buffer: { type } }];
  const groups = [device.createBindGroupLayout({ entries })];
  return device.createComputePipelineAsync({
    layout: device.createPipelineLayout({ bindGroupLayouts: groups }),
    compute: {
      module: device.createShaderModule({ code }),
      entryPoint,
      ...(constants && { constants }),
    },
  });
}

it("compiles what is the same once, whoever asks, and everything else by itself", async () => {
  const device = fakeDevice();
  const pipelines = keepPipelines(device);
  const first = await ask(device, {});
  expect(await ask(device, {})).toBe(first);
  expect(pipelines.compiled).toBe(1);
  const others: Asked[] = [
    { code: "b" },
    { type: "read-only-storage" },
    { constants: { LANES: 8 } },
    { constants: { LANES: 16 } },
    { entryPoint: "other" },
  ];
  const all = await Promise.all(others.map((other) => ask(device, other)));
  expect(new Set([first, ...all]).size).toBe(6);
  expect(pipelines.compiled).toBe(6);
});

it("gives simultaneous callers one, and tries one that failed again", async () => {
  let fails = true;
  const device = fakeDevice(() => fails);
  const pipelines = keepPipelines(device);
  await expect(ask(device, {})).rejects.toThrow("no");
  fails = false;
  const [one, other] = await Promise.all([ask(device, {}), ask(device, {})]);
  expect(one).toBe(other);
  expect(pipelines.compiled).toBe(1);
});

it("leaves pipelines alone whose layout follows from their shader", async () => {
  const device = fakeDevice();
  keepPipelines(device);
  const module = device.createShaderModule({ code: "a" });
  const make = () =>
    device.createComputePipelineAsync({ layout: "auto", compute: { module, entryPoint: "main" } });
  expect(await make()).not.toBe(await make());
});

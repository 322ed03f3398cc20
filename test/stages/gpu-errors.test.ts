// What a person reads when the GPU fails under a graph: each test has a device of its own, whose complaints it provokes.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openGpu, type Gpu } from "../../src/gpu/device.ts";
import { caughtUp } from "../../src/gpu/errors.ts";
import { readFloats } from "../../src/gpu/readback.ts";
import { createTensor, tensorFrom, type Tensor } from "../../src/gpu/tensor.ts";
import { createGraph, type Graph } from "../../src/model/graph.ts";
import { replicaFiles } from "../../tools/replica/files.ts";

const DIMS = [1, 3, 42, 42];

describe("a GPU that complains", () => {
  let gpu: Gpu;
  let graph: Graph;
  beforeEach(async () => {
    gpu = await openGpu();
    const files = replicaFiles({
      family: "llava-onevision",
      scale: "mini",
      dtype: "fp32",
      seed: 1,
    });
    graph = await createGraph(
      gpu,
      "vision_encoder",
      files.get("onnx/vision_encoder.onnx")!,
      "webgpu",
    );
  });
  afterEach(async () => {
    await graph.release().catch(() => undefined);
    gpu.destroy();
  });

  /** A buffer that cannot be made. */
  const complain = (usage: GPUBufferUsageFlags): void =>
    gpu.device.createBuffer({ size: 64, usage }).destroy();
  const pixels = (dims: readonly number[] = DIMS): Tensor =>
    createTensor(gpu, dims, "float32", "test/pixels");
  const run = (tensor: Tensor, isLarge = false) =>
    graph.run({ pixel_values: tensor }, { image_features: null }, { isLarge });

  it("is quoted, with its limits, by the run that failed, and only for what it said since", async () => {
    complain(0);
    await caughtUp(gpu);
    expect(gpu.errors).toMatchObject([
      { kind: "validation", message: expect.stringMatching(/must not be 0/) },
    ]);
    const failing = run(pixels([1, 2, 42, 42]));
    complain(GPUBufferUsage.MAP_READ | GPUBufferUsage.MAP_WRITE);
    const error = await failing.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "graph-run",
      message: expect.stringMatching(
        /^The graph vision_encoder failed: .*The GPU said ".*MapRead.*bindings of \d+\.$/s,
      ),
    });
    expect((error as Error).message).not.toMatch(/must not be 0/);
  });

  it("makes a large run fail that the runtime believes good, when it had no memory", async () => {
    const tooLarge = gpu.device.limits.maxBufferSize + 4;
    const failing = run(pixels(), true);
    gpu.device.createBuffer({ size: tooLarge, usage: GPUBufferUsage.STORAGE });
    await expect(failing).rejects.toMatchObject({
      code: "graph-memory",
      message: expect.stringMatching(/wants more memory than this GPU gives.*The GPU said/s),
    });
    const results = await run(pixels(), true);
    expect(results["image_features"]!.dims).toEqual([1, 9, 64]);
  });

  it("is not called lost when a tensor cannot be read", async () => {
    const tooLarge = gpu.device.limits.maxBufferSize / 4 + 4;
    await expect(readFloats(gpu, { ...pixels([4]), dims: [tooLarge] })).rejects.toMatchObject({
      code: "gpu-readback",
      message: expect.stringMatching(/test\/pixels could not be read.*The GPU said/s),
    });
  });

  it("is called lost when it is", async () => {
    const tensor = tensorFrom(gpu, new Float32Array(4), [4], "test/four");
    gpu.destroy();
    await expect(readFloats(gpu, tensor)).rejects.toMatchObject({ code: "device-lost" });
  });
});

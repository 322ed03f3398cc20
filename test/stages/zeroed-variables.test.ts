// What the runtime's shaders count on, and Chromium 156 on Vulkan does not do by itself: src/gpu/zeroed-variables.ts.

import { expect, it } from "vitest";
import { readFloats } from "../../src/gpu/readback.ts";
import { createTensor } from "../../src/gpu/tensor.ts";
import { useGpu } from "../support/gpu.ts";

const gpu = useGpu();

const SHADER = `@group(0) @binding(0) var<storage, read_write> sums: array<f32>;
@compute @workgroup_size(1) fn main() {
  for (var i = 0u; i < 4u; i++) {
    var sum: vec4<f32>;
    sum[1] += f32(i);
    sums[i] = sum.y;
  }
}`;

it("a variable without a value is 0 in every round of a loop", async () => {
  const { device } = gpu();
  const module = device.createShaderModule({ code: SHADER });
  const pipeline = await device.createComputePipelineAsync({ layout: "auto", compute: { module } });
  const sums = createTensor(gpu(), [4], "float32", "test/sums");
  const entries = [{ binding: 0, resource: { buffer: sums.buffer } }];
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  pass.dispatchWorkgroups(1);
  pass.end();
  device.queue.submit([encoder.finish()]);
  expect([...(await readFloats(gpu(), sums))]).toEqual([0, 1, 2, 3]);
  sums.destroy();
});

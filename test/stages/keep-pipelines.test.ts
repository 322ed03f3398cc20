// A graph that is loaded again on the same device compiles nothing: the runtime forgets its pipelines, and the device keeps them.

import { afterEach, expect, it, vi } from "vitest";
import { openGpu } from "../../src/gpu/device.ts";
import { createGraph } from "../../src/model/graph.ts";
import { decoderFiles, EMBEDDED } from "../support/model.ts";

afterEach(() => vi.restoreAllMocks());

it("compiles a graph's pipelines once, however often it is loaded", async () => {
  const compiled = vi.spyOn(GPUDevice.prototype, "createComputePipelineAsync");
  const gpu = await openGpu();
  const { embed } = await decoderFiles(EMBEDDED);
  const counts: number[] = [];
  for (let round = 0; round < 3; round++) {
    const graph = await createGraph(gpu, "embed_tokens", embed, "webgpu");
    const [input] = graph.inputs.keys();
    const [output] = graph.outputs.keys();
    const ids = graph.int64(BigInt64Array.of(7n, 8n, 9n), [1, 3]);
    const results = await graph.run({ [input!]: ids }, { [output!]: null });
    for (const value of Object.values(results)) value.dispose();
    await graph.release();
    counts.push(compiled.mock.calls.length);
  }
  expect(counts[0]).toBeGreaterThan(0);
  expect(counts).toEqual([counts[0], counts[0], counts[0]]);
  expect(gpu.errors).toEqual([]);
  gpu.destroy();
});

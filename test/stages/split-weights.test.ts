// A graph whose weights were left in the file gives what the whole file gives; and whatever is cut short says so.

import { describe, expect, it } from "vitest";
import { readFloats } from "../../src/gpu/readback.ts";
import { tensorFrom } from "../../src/gpu/tensor.ts";
import { openFolder } from "../../src/model/folder.ts";
import { createGraph, type GraphRuntime } from "../../src/model/graph.ts";
import { splitWeights } from "../../src/model/onnx/split-weights.ts";
import { readGraph } from "../../src/model/load-graphs.ts";
import { differs } from "../support/differs.ts";
import { useSharedGpu } from "../support/gpu.ts";
import { EMBEDDED } from "../support/model.ts";
import { seededNormals } from "../support/random.ts";

const gpu = useSharedGpu();
const PATH = "onnx/vision_encoder.onnx";
const folder = openFolder(EMBEDDED);

async function features(smallBytes: number, runtime: GraphRuntime) {
  const { bytes, externalData } = await readGraph(folder, PATH, {}, smallBytes);
  const graph = await createGraph(gpu(), "vision_encoder", bytes, runtime, externalData);
  const pixels = tensorFrom(gpu(), seededNormals(3 * 88 * 88, 1), [1, 3, 88, 88], "test/pixels");
  const { image_features } = await graph.run({ pixel_values: pixels }, { image_features: null });
  const tensor = graph.toTensor(image_features!, "test/features");
  const values = await readFloats(gpu(), tensor);
  tensor.destroy();
  pixels.destroy();
  await graph.release();
  return { values, graphBytes: bytes.length, externalData };
}

describe("a graph apart from its weights", () => {
  it.each(["webgpu", "wasm"] as const)("runs as the whole file does, on %s", async (runtime) => {
    const whole = await features(Infinity, runtime);
    const split = await features(0, runtime);
    expect(whole.externalData).toEqual([]);
    expect(split.externalData.map(({ path }) => path)).toEqual(["vision_encoder.onnx"]);
    expect(split.graphBytes).toBeLessThan(whole.graphBytes / 10);
    expect(differs(split.values, whole.values, { abs: 1e-6, rel: 1e-5 })).toBeNull();
  });

  it("says that a file is cut short", async () => {
    const file = await folder.blob(PATH);
    await expect(splitWeights(file.slice(0, 700_000), "x.onnx")).rejects.toMatchObject({
      code: "graph-create",
      message: expect.stringMatching(/ends at byte 700000/),
    });
  });
});

// The eye's half of the self-test, which software adapters are spared when a model is loaded.

import { describe, expect, it } from "vitest";
import { loadModel } from "../../src/pipeline/load-model.ts";
import { entropyOf, testVision } from "../../src/pipeline/self-test.ts";
import { useGpu } from "../support/gpu.ts";
import { replicaBlobs } from "../support/replica.ts";

const gpu = useGpu();

describe("the self-test", () => {
  it.each(["llava-onevision", "qwen2-vl", "smolvlm2"] as const)(
    "lets a sound vision encoder of %s pass, and stops one that overflows",
    async (family) => {
      const files = replicaBlobs({ family, dtype: "fp32", seed: 2 });
      const source = { kind: "files" as const, id: family, files };
      const sound = await loadModel(gpu(), source, { runtime: "webgpu" });
      await testVision(gpu(), sound);
      await sound.release();
      const path = "onnx/vision_encoder.onnx";
      const bytes = new Uint8Array(await files.get(path)!.arrayBuffer());
      // Some of its weights become NaN, wherever a number begins.
      const middle = bytes.length >> 1;
      files.set(path, new Blob([bytes.fill(0xff, middle, middle + 64)]));
      const broken = await loadModel(gpu(), source, { runtime: "webgpu" });
      await expect(testVision(gpu(), broken)).rejects.toMatchObject({
        code: "model-self-test",
        message: expect.stringMatching(/features of a picture/),
      });
      await broken.release();
    },
  );

  it("knows the entropy of a choice: that of chance, and none", () => {
    expect(entropyOf(new Float32Array(8))).toBeCloseTo(Math.log(8), 6);
    expect(entropyOf(Float32Array.of(1000, 0, 0))).toBeCloseTo(0, 6);
  });
});

// The eye's half of the self-test, which software adapters are spared when a model is loaded.

import { describe, expect, it } from "vitest";
import { createTensor, tensorFrom, type Tensor } from "../../src/gpu/tensor.ts";
import type { Decoder } from "../../src/language/decoder.ts";
import type { Tower } from "../../src/model/tower.ts";
import { loadModel } from "../../src/pipeline/load-model.ts";
import { entropyOf, testLanguage, testVision } from "../../src/pipeline/self-test.ts";
import { useSharedGpu } from "../support/gpu.ts";
import { GRAPHS_ON_CPU } from "../support/model.ts";
import { replicaBlobs } from "../support/replica.ts";

const gpu = useSharedGpu();

describe("the self-test", () => {
  it.each(["llava-onevision", "qwen2-vl", "smolvlm2"] as const)(
    "lets a sound vision encoder of %s pass, and stops one that overflows",
    async (family) => {
      const files = replicaBlobs({ family, dtype: "fp32", seed: 2 });
      const source = { kind: "files" as const, id: family, files };
      const sound = await loadModel(gpu(), source, GRAPHS_ON_CPU);
      await testVision(gpu(), sound);
      await sound.release();
      const path = "onnx/vision_encoder.onnx";
      const bytes = new Uint8Array(await files.get(path)!.arrayBuffer());
      // Some of its weights become NaN, wherever a number begins.
      const middle = bytes.length >> 1;
      files.set(path, new Blob([bytes.fill(0xff, middle, middle + 64)]));
      const broken = await loadModel(gpu(), source, GRAPHS_ON_CPU);
      await expect(testVision(gpu(), broken)).rejects.toMatchObject({
        code: "model-self-test",
        message: expect.stringMatching(/features of a picture/),
      });
      await broken.release();
    },
  );

  it("stops a vision encoder that gives a picture other features in a later step", async () => {
    const family = "qwen2-vl";
    const files = replicaBlobs({ family, dtype: "fp32", seed: 2 });
    const source = { kind: "files" as const, id: family, files };
    const model = await loadModel(gpu(), source, GRAPHS_ON_CPU);
    let runs = 0;
    const vision: Tower = {
      ...model.vision,
      run(feeds, fetches) {
        const pixel_values = feeds["pixel_values"] as Tensor;
        const black = createTensor(gpu(), pixel_values.dims, "float32", "test/black");
        return model.vision
          .run(runs++ === 0 ? feeds : { ...feeds, pixel_values: black }, fetches)
          .finally(() => black.destroy());
      },
    };
    await expect(testVision(gpu(), { ...model, vision })).rejects.toMatchObject({
      code: "model-self-test",
      message: expect.stringMatching(/which step of a video/),
    });
    expect(runs).toBe(2);
    await model.release();
  });

  it.each(["llava-onevision", "qwen2-vl"] as const)(
    "lets a sound decoder of %s pass, and stops one whose numbers overflow late",
    async (family) => {
      const files = replicaBlobs({ family, dtype: "fp32", seed: 2 });
      const source = { kind: "files" as const, id: family, files };
      const model = await loadModel(gpu(), source, GRAPHS_ON_CPU);
      await testLanguage(gpu(), model);
      expect(model.decoder.cache.length).toBe(0);
      const { vocabulary } = model.config.text;
      const decoder: Decoder = {
        ...model.decoder,
        async forward(embeddings, options) {
          const logits = await model.decoder.forward(embeddings, options);
          if (embeddings.dims[1]! <= 150) return logits;
          logits.destroy();
          const values = new Float32Array(vocabulary).fill(NaN, 7, 9);
          return tensorFrom(gpu(), values, [vocabulary], "test/logits");
        },
      };
      await expect(testLanguage(gpu(), { ...model, decoder })).rejects.toMatchObject({
        code: "model-self-test",
        message: expect.stringMatching(/2 of \d+ scores for the next word are not numbers/),
      });
      expect(model.decoder.cache.length).toBe(0);
      await model.release();
    },
  );

  it("knows the entropy of a choice: that of chance, and none", () => {
    expect(entropyOf(new Float32Array(8))).toBeCloseTo(Math.log(8), 6);
    expect(entropyOf(Float32Array.of(1000, 0, 0))).toBeCloseTo(0, 6);
  });
});

// The embedded model's folder: its config.json says what its graphs do.

import { describe, expect, it } from "vitest";
import { readModel } from "../../src/model/onnx/read-model.ts";
import { modelFile, modelJson } from "../support/model-files.ts";

describe("the embedded model's config.json", () => {
  it("says of the tower's last norm whether it is part of the features", () => {
    const { nodes } = readModel(modelFile("onnx/vision_encoder.onnx"));
    const projector = nodes.find(({ name }) => name === "projector.first.product");
    const before = nodes.find(({ outputs }) => outputs.includes(projector?.inputs[0] ?? ""));
    const isNormed = before?.operator.endsWith("LayerNormalization") ?? false;
    expect(projector).toBeDefined();
    // transformers: hidden_states[-1] is the state after the last norm (true) or before it.
    expect(modelJson("config.json").number("vision_feature_layer")).toBe(-1);
    expect(modelJson("config.json").object("vision_config").maybe("tie_last_hidden_states")).toBe(
      isNormed,
    );
  });
});

// A rewritten vision encoder gives the features that the exporter's own gave on the CPU.

import { describe, expect, it } from "vitest";
import { createEvaluate } from "../../src/model/evaluate.ts";
import { makeNode } from "../../src/model/onnx/make-parts.ts";
import { rewriteModel } from "../../src/model/onnx/rewrite-model.ts";
import { MULTI_HEAD_ATTENTION } from "../../src/model/onnx/rewrites/multi-head-attention.ts";
import { openEncoder, runEncoder } from "../support/bare-encoder.ts";
import { differs } from "../support/differs.ts";
import { useSharedGpu } from "../support/gpu.ts";
import { LOGITS, LOGITS_OF_SINES } from "../tolerance.ts";

const gpu = useSharedGpu();
const CONTEXT = { evaluate: createEvaluate(), maxPositions: 2048 };

describe("MultiHeadAttention in the place of a traced pattern", () => {
  it.each([
    // The angles of Qwen's towers are computed in the graph, by WGSL's own sines.
    { path: "llava-onevision", tolerance: LOGITS },
    { path: "smolvlm2", tolerance: LOGITS },
    { path: "qwen2-vl", tolerance: LOGITS_OF_SINES },
    { path: "qwen3.5", tolerance: LOGITS_OF_SINES },
  ])("gives the features of $path", async ({ path, tolerance }) => {
    const encoder = await openEncoder(path);
    const { model } = encoder;
    const softmaxes = model.nodes.filter(({ operator }) => operator === "Softmax").length;
    const { model: after, reports } = await rewriteModel(model, [MULTI_HEAD_ATTENTION], CONTEXT);
    expect(reports).toEqual([{ name: "multi-head-attention", count: softmaxes }]);
    expect(softmaxes).toBeGreaterThan(0);
    expect(after.nodes.some(({ operator }) => operator === "Softmax")).toBe(false);
    const want = await runEncoder(gpu(), encoder, "wasm");
    const got = await runEncoder(gpu(), { ...encoder, model: after }, "webgpu");
    expect(differs(got, want, tolerance)).toBeNull();
  });

  it("keeps a mask that hides padding", async () => {
    const { model } = await openEncoder("lfm2.5-vl");
    const { reports } = await rewriteModel(model, [MULTI_HEAD_ATTENTION], CONTEXT);
    expect(reports[0]).toMatchObject({
      count: 0,
      left: "its pictures are padded, and its mask hides the padding",
    });
  });

  it("keeps a mask that hides something", async () => {
    const { model } = await openEncoder("qwen2-vl");
    // What the mask opens and what it closes exchanged.
    model.nodes = model.nodes.map((node) =>
      node.operator === "Where" && node.inputs[0]?.includes("ScatterND") === true
        ? makeNode("Where", [node.inputs[0], node.inputs[2]!, node.inputs[1]!], node.outputs)
        : node,
    );
    const { reports } = await rewriteModel(model, [MULTI_HEAD_ATTENTION], CONTEXT);
    expect(reports[0]).toMatchObject({ count: 0, left: "its mask hides parts of a picture" });
  });
});

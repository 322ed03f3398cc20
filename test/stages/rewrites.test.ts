// A rewritten decoder gives what it gave before: the last row's logits, keys and values, for a prefill, a prefill behind a
// past, and a step. And where a rewrite promises more, as positions of one's own, it keeps that. Graphs run on the CPU;
// on WebGPU, where each takes seconds to compile, exports/oracle.test.ts holds all rewrites together to Hugging Face.

import { describe, expect, it } from "vitest";
import { createEvaluate } from "../../src/model/evaluate.ts";
import { readModel } from "../../src/model/onnx/read-model.ts";
import { rewriteModel, type Rewrite } from "../../src/model/onnx/rewrite-model.ts";
import { makeNode } from "../../src/model/onnx/make-parts.ts";
import { EXPLICIT_ROTATION } from "../../src/model/onnx/rewrites/explicit-rotation.ts";
import { GROUP_QUERY_ATTENTION } from "../../src/model/onnx/rewrites/group-query-attention.ts";
import { HALF_CACHE } from "../../src/model/onnx/rewrites/half-cache.ts";
import { LAST_ROW } from "../../src/model/onnx/rewrites/last-row.ts";
import { ELEMENT } from "../../src/model/onnx/proto.ts";
import { writeModel } from "../../src/model/onnx/write-model.ts";
import { openBareDecoder, openExportedDecoder, type BareDecoder } from "../support/bare-decoder.ts";
import { differs } from "../support/differs.ts";
import { useSharedGpu } from "../support/gpu.ts";
import { expectSameDecoder, runRows } from "../support/same-decoder.ts";
import { EXPORT_HALF, LOGITS } from "../tolerance.ts";

const gpu = useSharedGpu();

describe("explicit rotation", () => {
  it.each(["embedded", "llava-onevision"] as const)(
    "of %s changes nothing where rows are counted on",
    async (name) => {
      const opened = await openBareDecoder(name, "fp32");
      const { bytes, report } = await rewritten(opened, EXPLICIT_ROTATION);
      expect(report).toMatchObject({ name: "explicit-rotation", count: opened.layers });
      expect(report.positions).toBeGreaterThanOrEqual(512);
      await expectSameDecoder(gpu(), opened, { bytes: opened.bytes }, { bytes }, LOGITS);
    },
  );

  it("moves rows by the positions given", async () => {
    const opened = await openBareDecoder("embedded", "fp32");
    const { bytes } = await rewritten(opened, EXPLICIT_ROTATION);
    const counted = await runRows(gpu(), opened, { bytes }, { count: 5 });
    const moved = await runRows(
      gpu(),
      opened,
      { bytes },
      { count: 5, positions: [7, 8, 9, 10, 11] },
    );
    const apart = await runRows(
      gpu(),
      opened,
      { bytes },
      { count: 5, positions: [0, 1, 2, 9, 30] },
    );
    // Attention sees distances only.
    expect(differs(moved.logits, counted.logits, LOGITS)).toBeNull();
    expect(differs(apart.logits, counted.logits, LOGITS)).not.toBeNull();
  });

  it("leaves decoders alone that take positions already", async () => {
    const opened = await openBareDecoder("smolvlm2", "fp32");
    const { report, bytes } = await rewritten(opened, EXPLICIT_ROTATION);
    expect(report).toMatchObject({ count: 0, left: "no attention turns its rows itself" });
    expect(bytes.length).toBe(opened.bytes.length);
  });
});

const DECODERS = [
  "llava-onevision/onnx/decoder_model_merged",
  "llava-onevision/onnx/decoder_model_merged_q4",
  "llava-onevision-num-logits/onnx/decoder_model_merged_q4",
  "qwen2-vl/onnx/decoder_model_merged",
  "qwen2-vl/onnx/decoder_model_merged_q4",
] as const;

describe("GroupQueryAttention in the place of a traced pattern", () => {
  it.each(DECODERS)("gives what %s gave", async (path) => {
    const opened = await openExportedDecoder(`${path}.onnx`);
    const { bytes, report, model } = await rewritten(opened, GROUP_QUERY_ATTENTION);
    expect(report.left).toBeUndefined();
    expect(report.count).toBe(opened.layers);
    const operators = model.nodes.map(({ operator }) => operator);
    expect(operators.filter((name) => name === "GroupQueryAttention").length).toBe(opened.layers);
    for (const gone of ["Softmax", "Sin", "Cos", "ScatterND"])
      expect(operators).not.toContain(gone);
    await expectSameDecoder(gpu(), opened, { bytes: opened.bytes }, { bytes }, LOGITS);
  });

  it("leaves a graph alone whose mask is not causal", async () => {
    const opened = await openExportedDecoder("llava-onevision/onnx/decoder_model_merged.onnx");
    const model = readModel(opened.bytes);
    // Rows and columns compared the other way round leave nothing hidden.
    model.nodes = model.nodes.map((node) =>
      node.operator === "Greater" ? makeNode("Less", node.inputs, node.outputs) : node,
    );
    const { reports } = await rewriteModel(model, [GROUP_QUERY_ATTENTION], CONTEXT);
    expect(reports[0]).toMatchObject({
      count: 0,
      left: "its mask hides more or less than what comes later",
    });
  });

  it("leaves a graph alone of an opset that it does not write", async () => {
    const opened = await openExportedDecoder("llava-onevision/onnx/decoder_model_merged.onnx");
    const model = readModel(opened.bytes);
    model.opsets.set("", 12);
    const { reports, model: after } = await rewriteModel(model, [GROUP_QUERY_ATTENTION], CONTEXT);
    expect(reports[0]).toMatchObject({ count: 0, left: expect.stringContaining("of opset 12") });
    expect(after).toBe(model);
  });

  it("leaves a graph alone that matches only in part", async () => {
    const opened = await openExportedDecoder("qwen2-vl/onnx/decoder_model_merged.onnx");
    const model = readModel(opened.bytes);
    const last = model.nodes.findLastIndex(({ operator }) => operator === "Neg");
    const neg = model.nodes[last]!;
    model.nodes[last] = makeNode("Abs", neg.inputs, neg.outputs);
    const { reports, model: after } = await rewriteModel(model, [GROUP_QUERY_ATTENTION], CONTEXT);
    expect(reports[0]?.count).toBe(0);
    expect(reports[0]?.left).toContain("its queries and keys are not turned by halves");
    expect(after).toBe(model);
  });
});

const HALVES = [
  "llava-onevision/onnx/decoder_model_merged_q4f16.onnx",
  "qwen2-vl/onnx/decoder_model_merged_q4f16.onnx",
];

describe("a cache of halves", () => {
  it.each(HALVES)("changes no number of %s", async (path) => {
    const exported = await openExportedDecoder(path);
    // The shapes that the exporter wrote down are wrong behind a past; the loader drops them as well.
    const opened = withoutShapes(exported);
    const { bytes, report, model } = await rewritten(opened, HALF_CACHE);
    expect(report).toEqual({ name: "half-cache", count: 2 * opened.layers });
    const cache = [...model.inputs, ...model.outputs].filter(({ name }) =>
      /^(past_key_values|present)/.test(name),
    );
    expect(cache).toHaveLength(4 * opened.layers);
    for (const { element } of cache) expect(element).toBe(ELEMENT.float16);
    await expectSameDecoder(gpu(), opened, { bytes: opened.bytes }, { bytes }, { abs: 0, rel: 0 });
  });

  it.each(HALVES)("lets the attention of %s be joined", async (path) => {
    const opened = withoutShapes(await openExportedDecoder(path));
    const { bytes, report } = await rewritten(opened, HALF_CACHE, GROUP_QUERY_ATTENTION);
    expect(report.left).toBeUndefined();
    expect(report).toMatchObject({ name: "group-query-attention", count: opened.layers });
    await expectSameDecoder(gpu(), opened, { bytes: opened.bytes }, { bytes }, EXPORT_HALF);
  });

  it.each([
    ["llava-onevision/onnx/decoder_model_merged_q4.onnx", /is not cast to 16 bits$/],
    ["smolvlm2/onnx/decoder_model_merged.onnx", /is not cast to 16 bits$/],
  ])("leaves %s alone", async (path, left) => {
    const { report } = await rewritten(await openExportedDecoder(path), HALF_CACHE);
    expect(report).toMatchObject({ count: 0, left: expect.stringMatching(left) });
  });

  it("covers all layers or none", async () => {
    const opened = await openExportedDecoder(HALVES[0]!);
    const model = readModel(opened.bytes);
    const last = model.nodes.findIndex(({ outputs }) => outputs[0] === "present.1.value");
    const cast = model.nodes[last]!;
    model.nodes[last] = makeNode("Identity", cast.inputs, cast.outputs);
    const { reports, model: after } = await rewriteModel(model, [HALF_CACHE], CONTEXT);
    expect(reports[0]).toMatchObject({ left: "present.1.value is not cast to 32 bits" });
    expect(after).toBe(model);
  });
});

describe("last row", () => {
  it("of a decoder that gives all rows is the only one left", async () => {
    const opened = await openBareDecoder("smolvlm2", "q4");
    const { bytes, report } = await rewritten(opened, LAST_ROW);
    expect(report.count).toBe(1);
    const after = await runRows(gpu(), opened, { bytes }, { count: 6 });
    expect(after.values["logits"]!.dims).toEqual([1, 1, after.logits.length]);
    await expectSameDecoder(gpu(), opened, { bytes: opened.bytes }, { bytes }, LOGITS);
  });

  it("is left to the graph where it has a way of its own", async () => {
    const opened = await openBareDecoder("embedded", "fp32");
    const { report } = await rewritten(opened, LAST_ROW);
    expect(report).toMatchObject({ count: 0, left: "the graph takes num_logits_to_keep" });
  });
});

const CONTEXT = { evaluate: createEvaluate(), maxPositions: 2048 };

function withoutShapes(opened: BareDecoder): BareDecoder {
  const model = readModel(opened.bytes);
  model.valueInfos = [];
  return { ...opened, bytes: writeModel(model) };
}

/** `report` is the last rewrite's. */
async function rewritten(opened: BareDecoder, ...rewrites: Rewrite[]) {
  const { model, reports } = await rewriteModel(readModel(opened.bytes), rewrites, CONTEXT);
  return { model, bytes: writeModel(model), report: reports.at(-1)! };
}

// Norms in one operator each give what their single operators gave; what only looks like one is left alone. On the CPU;
// on WebGPU, exports/oracle.test.ts holds all rewrites together to Hugging Face.

import { describe, expect, it } from "vitest";
import { createEvaluate } from "../../src/model/evaluate.ts";
import { changed, makeAttribute, makeNode, makeTensor } from "../../src/model/onnx/make-parts.ts";
import type { OnnxModel, OnnxNode } from "../../src/model/onnx/onnx-model.ts";
import { ELEMENT } from "../../src/model/onnx/proto.ts";
import { readModel } from "../../src/model/onnx/read-model.ts";
import { rewriteModel, type Rewrite } from "../../src/model/onnx/rewrite-model.ts";
import { GROUP_QUERY_ATTENTION } from "../../src/model/onnx/rewrites/group-query-attention.ts";
import { LAYER_NORM } from "../../src/model/onnx/rewrites/layer-norm.ts";
import { MULTI_HEAD_ATTENTION } from "../../src/model/onnx/rewrites/multi-head-attention.ts";
import { RMS_NORM } from "../../src/model/onnx/rewrites/rms-norm.ts";
import { SKIP_NORM } from "../../src/model/onnx/rewrites/skip-norm.ts";
import { writeModel } from "../../src/model/onnx/write-model.ts";
import { openExportedDecoder } from "../support/bare-decoder.ts";
import { openEncoder, runEncoder } from "../support/bare-encoder.ts";
import { differs } from "../support/differs.ts";
import { useSharedGpu } from "../support/gpu.ts";
import { expectSameDecoder } from "../support/same-decoder.ts";
import { EXPORT_LOGITS, EXPORT_TOKENS } from "../tolerance.ts";

const gpu = useSharedGpu();
const CONTEXT = { evaluate: createEvaluate(), maxPositions: 2048 };

const rewritten = async (model: OnnxModel, ...rewrites: Rewrite[]) => {
  const { model: after, reports } = await rewriteModel(model, rewrites, CONTEXT);
  const operators = after.nodes.map(({ operator }) => operator);
  return {
    after,
    reports,
    counts: Object.fromEntries(reports.map(({ name, count }) => [name, count])),
    count: (operator: string) => operators.filter((each) => each === operator).length,
  };
};

describe("norms of a traced decoder", () => {
  it.each([
    "llava-onevision/onnx/decoder_model_merged",
    "llava-onevision/onnx/decoder_model_merged_q4",
    "llava-onevision-num-logits/onnx/decoder_model_merged_q4",
    "qwen2-vl/onnx/decoder_model_merged",
    "qwen2-vl/onnx/decoder_model_merged_q4",
  ])("are one operator each, with the addition before them, in %s", async (path) => {
    const opened = await openExportedDecoder(`${path}.onnx`);
    const fused = await rewritten(readModel(opened.bytes), GROUP_QUERY_ATTENTION);
    const norms = await rewritten(fused.after, RMS_NORM, SKIP_NORM);
    const skips = 2 * opened.layers;
    expect(norms.counts).toEqual({ "rms-norm": skips + 1, "skip-norm": skips });
    for (const gone of ["Pow", "ReduceMean", "Sqrt"]) expect(norms.count(gone)).toBe(0);
    const [before, after] = [fused, norms].map((each) => ({ bytes: writeModel(each.after) }));
    await expectSameDecoder(gpu(), opened, before!, after!, EXPORT_LOGITS);
  });

  it("keep an epsilon that matters, whatever the runtime makes of them", async () => {
    const opened = await openExportedDecoder("llava-onevision/onnx/decoder_model_merged_q4.onnx");
    const model = readModel(opened.bytes);
    setScalar(model, "epsilon", 0.5, (_, readers) => readers.includes("Sqrt"));
    const before = await rewritten(model, GROUP_QUERY_ATTENTION);
    const { after, counts } = await rewritten(before.after, RMS_NORM, SKIP_NORM);
    expect(counts["rms-norm"]).toBe(2 * opened.layers + 1);
    const wanted = { bytes: writeModel(before.after) };
    const got = { bytes: writeModel(after), runtime: "webgpu" as const };
    await expectSameDecoder(gpu(), opened, wanted, got, EXPORT_LOGITS);
  });

  it.each([
    {
      what: "a power of three",
      spoil: (model: OnnxModel) =>
        setScalar(model, "three", 3, ({ operator }) => operator === "Pow"),
      left: "its mean is not of squares",
    },
    {
      what: "a mean over rows",
      spoil: (model: OnnxModel) => spoilLast(model, "ReduceMean", overRows),
      left: "its mean is not of the last axis",
    },
    {
      what: "a weight that is computed",
      spoil: (model: OnnxModel) => {
        const [name, weight] = [...model.weights].find(([each]) => each.endsWith("norm.weight"))!;
        model.weights.delete(name);
        model.weights.set("given", { ...weight, name: "given" });
        model.nodes.unshift(makeNode("Abs", ["given"], [name]));
      },
      left: "its weight is not a constant vector",
    },
  ])("are left alone with $what", async ({ spoil, left }) => {
    const opened = await openExportedDecoder("qwen2-vl/onnx/decoder_model_merged.onnx");
    const model = readModel(opened.bytes);
    spoil(model);
    const { reports, after } = await rewritten(model, RMS_NORM);
    expect(reports[0]).toMatchObject({ count: 0, left: expect.stringContaining(left) });
    expect(after).toBe(model);
  });

  it("stay apart from an addition whose sides may differ in shape", async () => {
    const opened = await openExportedDecoder("qwen2-vl/onnx/decoder_model_merged.onnx");
    const { after } = await rewritten(readModel(opened.bytes), RMS_NORM);
    // What one layer adds is now a mean of rows, which the addition spreads.
    const last = after.nodes.findLast(
      ({ operator }) => operator === "SimplifiedLayerNormalization",
    )!;
    const sum = after.nodes.find(({ outputs }) => outputs[0] === last.inputs[0])!;
    const [stream = "", added = ""] = sum.inputs;
    const mean = makeNode("ReduceMean", [added], ["mean"], { axes: [1] });
    after.nodes.splice(
      after.nodes.indexOf(sum),
      1,
      mean,
      changed(sum, { inputs: [stream, "mean"] }),
    );
    const { counts } = await rewritten(after, SKIP_NORM);
    expect(counts).toEqual({ "skip-norm": 2 * opened.layers - 1 });
  });
});

describe("norms of a vision encoder", () => {
  it.each([
    { path: "llava-onevision", norms: 4, skips: 3 },
    { path: "smolvlm2", norms: 5, skips: 4 },
    // Their norms are operators already.
    { path: "qwen2-vl", norms: 0, skips: 3 },
    { path: "qwen3.5", norms: 0, skips: 4 },
  ])("are one operator each in $path", async ({ path, norms, skips }) => {
    const encoder = await openEncoder(path);
    const fused = await rewritten(encoder.model, MULTI_HEAD_ATTENTION);
    const { after, counts, count } = await rewritten(fused.after, LAYER_NORM, SKIP_NORM);
    expect(counts).toEqual({ "layer-norm": norms, "skip-norm": skips });
    expect(count("ReduceMean")).toBe(0);
    const want = await runEncoder(gpu(), { ...encoder, model: fused.after }, "wasm");
    const got = await runEncoder(gpu(), { ...encoder, model: after }, "wasm");
    expect(differs(got, want, EXPORT_TOKENS)).toBeNull();
  });

  it("are left alone with a mean over rows", async () => {
    const { model } = await openEncoder("llava-onevision");
    spoilLast(model, "ReduceMean", overRows);
    const { reports, after } = await rewritten(model, LAYER_NORM);
    expect(reports[0]).toMatchObject({
      count: 0,
      left: expect.stringContaining("its mean is not of the last axis"),
    });
    expect(after).toBe(model);
  });
});

const floatBytes = (value: number): Uint8Array => new Uint8Array(Float32Array.of(value).buffer);

const overRows = (node: OnnxNode): OnnxNode =>
  changed(node, {
    attributes: new Map(node.attributes).set("axes", makeAttribute("axes", [1])),
  });

function spoilLast(model: OnnxModel, operator: string, spoil: (node: OnnxNode) => OnnxNode): void {
  const last = model.nodes.findLastIndex((node) => node.operator === operator);
  model.nodes[last] = spoil(model.nodes[last]!);
}

/** Gives the second input of some nodes another value; `isMeant` sees a node and the operators that read it. */
function setScalar(
  model: OnnxModel,
  name: string,
  value: number,
  isMeant: (node: OnnxNode, readers: readonly string[]) => boolean,
): void {
  const readersOf = ({ outputs }: OnnxNode): string[] =>
    model.nodes
      .filter(({ inputs }) => inputs.includes(outputs[0] ?? ""))
      .map(({ operator }) => operator);
  model.weights.set(name, makeTensor(name, ELEMENT.float, [], floatBytes(value)));
  model.nodes = model.nodes.map((node) =>
    isMeant(node, readersOf(node)) ? changed(node, { inputs: [node.inputs[0] ?? "", name] }) : node,
  );
}

// A rewritten vision encoder gives the features that the exporter's own gave on the CPU.

import type * as Ort from "onnxruntime-web";
import { describe, expect, it } from "vitest";
import { createEvaluate } from "../../src/model/evaluate.ts";
import type { GraphRuntime } from "../../src/model/graph.ts";
import { makeNode } from "../../src/model/onnx/make-parts.ts";
import type { OnnxModel, OnnxValue } from "../../src/model/onnx/onnx-model.ts";
import { ELEMENT } from "../../src/model/onnx/proto.ts";
import { readModel } from "../../src/model/onnx/read-model.ts";
import { rewriteModel } from "../../src/model/onnx/rewrite-model.ts";
import { MULTI_HEAD_ATTENTION } from "../../src/model/onnx/rewrites/multi-head-attention.ts";
import { writeModel } from "../../src/model/onnx/write-model.ts";
import { loadRuntime, serialized } from "../../src/model/runtime.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { LOGITS, LOGITS_OF_SINES } from "../tolerance.ts";

const gpu = useGpu();
const CONTEXT = { evaluate: createEvaluate(), maxPositions: 2048 };

/** The grid of one temporal step; wider than the exporter's 16 × 16 is high. */
const GRID = [1, 6, 10] as const;

describe("MultiHeadAttention in the place of a traced pattern", () => {
  it.each([
    // The angles of Qwen's towers are computed in the graph, by WGSL's own sines.
    { path: "llava-onevision", patch: 0, tolerance: LOGITS },
    { path: "smolvlm2", patch: 0, tolerance: LOGITS },
    { path: "qwen2-vl", patch: 14, tolerance: LOGITS_OF_SINES },
    { path: "qwen3.5", patch: 16, tolerance: LOGITS_OF_SINES },
  ])("gives the features of $path", async ({ path, patch, tolerance }) => {
    const model = await openEncoder(path);
    const softmaxes = model.nodes.filter(({ operator }) => operator === "Softmax").length;
    const { model: after, reports } = await rewriteModel(model, [MULTI_HEAD_ATTENTION], CONTEXT);
    expect(reports).toEqual([{ name: "multi-head-attention", count: softmaxes }]);
    expect(softmaxes).toBeGreaterThan(0);
    expect(after.nodes.some(({ operator }) => operator === "Softmax")).toBe(false);
    const externalData = await weightsBeside(path);
    const want = await run(model, "wasm", patch, externalData);
    const got = await run(after, "webgpu", patch, externalData);
    expect(differs(got, want, tolerance)).toBeNull();
  });

  it("keeps a mask that hides something", async () => {
    const model = await openEncoder("qwen2-vl");
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

async function openEncoder(path: string): Promise<OnnxModel> {
  const response = await fetch(`/test/fixtures/exports/${path}/onnx/vision_encoder.onnx`);
  if (!response.ok) throw new Error(`No export ${path}.`);
  return readModel(new Uint8Array(await response.arrayBuffer()));
}

interface Weights {
  readonly path: string;
  readonly data: Blob;
}

/** The encoder's file of weights, where it has one. */
async function weightsBeside(path: string): Promise<Weights[]> {
  const name = "vision_encoder.onnx_data";
  const response = await fetch(`/test/fixtures/exports/${path}/onnx/${name}`);
  const isFile = response.ok && response.headers.get("content-type") !== "text/html";
  return isFile ? [{ path: name, data: await response.blob() }] : [];
}

/** The features of seeded pixels; `patch`: side of a patch where the encoder takes rows of them, else 0. */
async function run(
  model: OnnxModel,
  runtime: GraphRuntime,
  patch: number,
  externalData: readonly Weights[],
): Promise<Float32Array> {
  const ort = await loadRuntime();
  const executionProviders: Ort.InferenceSession.ExecutionProviderConfig[] =
    runtime === "wasm" ? ["wasm"] : [{ name: "webgpu", device: gpu().device }];
  const options = {
    executionProviders,
    ...(externalData.length > 0 && { externalData: [...externalData] }),
  };
  return serialized(async () => {
    const session = await ort.InferenceSession.create(writeModel(model), options);
    try {
      const feeds = model.inputs.map((input) => [input.name, feed(ort, input, patch)] as const);
      const { image_features: features } = await session.run(Object.fromEntries(feeds));
      return Float32Array.from(features!.data as Float32Array);
    } finally {
      await session.release();
    }
  });
}

function feed(ort: typeof Ort, { name, element, shape }: OnnxValue, patch: number): Ort.Tensor {
  if (name.endsWith("grid_thw")) {
    return new ort.Tensor("int64", BigInt64Array.from(GRID, BigInt), [1, 3]);
  }
  const dims =
    patch > 0
      ? [GRID[1] * GRID[2], 3 * 2 * patch ** 2]
      : shape!.map((axis, at) => (typeof axis === "number" ? axis : at === 0 ? 1 : 2));
  const size = dims.reduce((product, dim) => product * dim, 1);
  return element === ELEMENT.bool
    ? new ort.Tensor("bool", new Uint8Array(size).fill(1), dims)
    : new ort.Tensor("float32", seededNormals(size, 11), dims);
}

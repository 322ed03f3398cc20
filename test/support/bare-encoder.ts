// Runs a vision encoder's graph of the committed exports alone, on seeded pixels: for tests of rewrites.

import type * as Ort from "onnxruntime-web";
import { must } from "../../src/base/assert.ts";
import type { Gpu } from "../../src/gpu/device.ts";
import type { GraphRuntime } from "../../src/model/graph.ts";
import type { OnnxModel, OnnxValue } from "../../src/model/onnx/onnx-model.ts";
import { ELEMENT } from "../../src/model/onnx/proto.ts";
import { readModel } from "../../src/model/onnx/read-model.ts";
import { writeModel } from "../../src/model/onnx/write-model.ts";
import { loadRuntime, serialized } from "../../src/model/runtime.ts";
import { exportFile } from "./exports.ts";
import { seededNormals } from "./random.ts";

export interface BareEncoder {
  readonly model: OnnxModel;
  /** Its file of weights, if it has one. */
  readonly externalData: readonly { readonly path: string; readonly data: Blob }[];
  /** The side of a patch if the encoder takes rows of patches, else 0. */
  readonly patch: number;
}

/** Sides of patches of the families whose encoders take rows of them. */
const PATCHES: Readonly<Record<string, number>> = { "qwen2-vl": 14, "qwen3.5": 16 };

/** The grid of one temporal step; wider than the exporter's 16 × 16 is high. */
const GRID = [1, 6, 10] as const;

export async function openEncoder(name: string): Promise<BareEncoder> {
  const path = `${name}/onnx/vision_encoder.onnx`;
  const graph = must(await exportFile(path), `export ${name}`);
  const model = readModel(new Uint8Array(await graph.arrayBuffer()));
  const data = await exportFile(`${path}_data`);
  const externalData = data === null ? [] : [{ path: "vision_encoder.onnx_data", data }];
  return { model, externalData, patch: PATCHES[name] ?? 0 };
}

/** Returns the features of seeded pixels. */
export async function runEncoder(
  gpu: Gpu,
  { model, externalData, patch }: BareEncoder,
  runtime: GraphRuntime,
): Promise<Float32Array> {
  const ort = await loadRuntime();
  const executionProviders: Ort.InferenceSession.ExecutionProviderConfig[] =
    runtime === "wasm" ? ["wasm"] : [{ name: "webgpu", device: gpu.device }];
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

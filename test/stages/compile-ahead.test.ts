// What is compiled before a model's weights are there, on a device of this file's own: it is about what that device has.

import { expect, it } from "vitest";
import { createCompressor } from "../../src/compression/plan.ts";
import { createEngine } from "../../src/engine/client.ts";
import { readFloats } from "../../src/gpu/readback.ts";
import { forwardTokens } from "../../src/language/decoder.ts";
import type { FilesSource } from "../../src/model/folder.ts";
import type { GraphRuntime } from "../../src/model/graph.ts";
import { isWeights, uniformPrecision } from "../../src/model/precision.ts";
import { nothingCached } from "../../src/pipeline/cache-owner.ts";
import { compileAhead } from "../../src/pipeline/compile-ahead.ts";
import { loadModel } from "../../src/pipeline/load-model.ts";
import { warmUp } from "../../src/pipeline/warm-up.ts";
import { exportFiles } from "../support/exports.ts";
import { useGpu } from "../support/gpu.ts";

const gpu = useGpu();

const PRECISION = {
  id: "q4",
  suffixes: { embed_tokens: "", vision_encoder: "_q4", decoder_model_merged: "_q4" },
};

/** Returns a model as it is once it is there, and while its weights are still on their way. */
async function arriving(name: string) {
  const all = await exportFiles(name);
  const weights = [...all].filter(([path]) => isWeights(path));
  const missing = new Map(weights.map(([path, { size }]) => [path, size]));
  const here = new Map([...all].filter(([path]) => !missing.has(path)));
  const source = (files: ReadonlyMap<string, Blob>): FilesSource => ({
    kind: "files",
    id: name,
    files,
    precisions: [PRECISION],
  });
  return { whole: source(all), begun: source(here), missing };
}

/** Loads a model as the page does, and returns how many pipelines that compiled, and the logits behind some tokens. */
async function start(source: FilesSource, runtime: GraphRuntime) {
  const { compiled } = gpu().pipelines;
  const model = await loadModel(gpu(), source, { runtime });
  const compressor = createCompressor(gpu());
  await warmUp(gpu(), model, compressor, nothingCached(), {});
  compressor.destroy();
  const pipelines = gpu().pipelines.compiled - compiled;
  const tensor = await forwardTokens(model.decoder, [1, 5, 3, 8, 2]);
  const logits = await readFloats(gpu(), tensor);
  tensor.destroy();
  await model.release();
  return { pipelines, logits };
}

it("frees everything when it is stopped in the middle", async () => {
  const { begun, missing } = await arriving("lfm2.5-vl");
  const { liveBytes } = gpu().ledger;
  const { device } = gpu();
  const create = device.createComputePipelineAsync.bind(device);
  const stop = new AbortController();
  let asked = 0;
  device.createComputePipelineAsync = (descriptor) => {
    if (++asked === 3) stop.abort();
    return create(descriptor);
  };
  const ended = compileAhead(gpu(), begun, { missing, runtime: "webgpu", signal: stop.signal });
  await expect(ended).rejects.toThrow(DOMException);
  device.createComputePipelineAsync = create;
  expect(asked).toBeGreaterThanOrEqual(3);
  expect(gpu().ledger.liveBytes).toBe(liveBytes);
});

it("leaves nothing to compile for the model, which answers as it does, and no memory", async () => {
  // Convolutions and attention take turns in its decoder.
  const { whole, begun, missing } = await arriving("lfm2.5-vl");
  const { liveBytes } = gpu().ledger;
  const { compiled } = gpu().pipelines;
  await compileAhead(gpu(), begun, { missing, runtime: "webgpu" });
  expect(gpu().ledger.liveBytes).toBe(liveBytes);
  expect(gpu().pipelines.compiled - compiled).toBeGreaterThan(40);
  const { pipelines, logits } = await start(whole, "webgpu");
  expect(pipelines).toBe(0);
  const truth = await start(whole, "wasm");
  const differences = logits.map((value, i) => Math.abs(value - truth.logits[i]!));
  expect(Math.max(...differences)).toBeLessThan(1e-3);
});

it("does nothing where the processor computes a model's graphs", async () => {
  const { begun, missing } = await arriving("lfm2.5-vl");
  const { compiled } = gpu().pipelines;
  await compileAhead(gpu(), begun, { missing, runtime: "wasm" });
  expect(gpu().pipelines.compiled).toBe(compiled);
});

it("reports what goes wrong in the model's details, and the model is loaded all the same", async () => {
  const fp32 = [uniformPrecision("fp32", "")]; // has no self-test
  const { whole, begun, missing } = await arriving("lfm2.5-vl");
  const graph = "onnx/decoder_model_merged.onnx";
  const files = new Map([...begun.files, [graph, new Blob(["no graph"])]]);
  const engine = createEngine();
  const runtime = "webgpu";
  const report = await engine.compileAhead({ ...begun, files, precisions: fp32 }, missing, {
    runtime,
  });
  expect(report).toMatchObject({ fault: expect.stringContaining("decoder_model_merged") });
  const info = await engine.loadModel({ ...whole, precisions: fp32 }, { runtime });
  expect(info.ahead).toEqual(report);
  engine.dispose();
});

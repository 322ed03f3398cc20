// A decoder in parts gives the whole's logits bit for bit, on every family's graphs and wherever it is cut.

import { describe, expect, it } from "vitest";
import { loadModel } from "../../src/pipeline/load-model.ts";
import type { LoadedModel } from "../../src/pipeline/loaded-model.ts";
import type { GraphRuntime } from "../../src/model/graph.ts";
import type { Precision } from "../../src/model/precision.ts";
import type { ModelSource } from "../../src/model/folder.ts";
import { walkDecoder } from "../support/decoder-walk.ts";
import { exportFiles } from "../support/exports.ts";
import { useSharedGpu } from "../support/gpu.ts";
import { EMBEDDED } from "../support/model.ts";
import { replicaBlobs } from "../support/replica.ts";

const gpu = useSharedGpu();

/** All are exported with a decoder in each precision; the other graphs are not run here. */
const precisionOf = (id: string, suffix: string): Precision => ({
  id,
  suffixes: { embed_tokens: "", vision_encoder: "", decoder_model_merged: suffix },
});
const FP32 = precisionOf("fp32", "");
const Q4 = precisionOf("q4", "_q4");
const Q4F16 = precisionOf("q4f16", "_q4f16");

type Case = readonly [name: string, precision: Precision, layers: number];

/** The committed exports, and the numbers of their layers. */
const EXPORTS: readonly Case[] = [
  ["llava-onevision", FP32, 2],
  ["llava-onevision", Q4, 2],
  ["llava-onevision", Q4F16, 2],
  ["llava-onevision-num-logits", Q4, 2],
  ["qwen2-vl", FP32, 2],
  ["qwen2-vl", Q4, 2],
  ["qwen2-vl", Q4F16, 2],
  ["smolvlm2", FP32, 2],
  ["smolvlm2", Q4, 2],
  ["qwen3.5", FP32, 4],
  ["qwen3.5", Q4, 4],
  ["lfm2.5-vl", FP32, 3],
  ["lfm2.5-vl", Q4, 3],
];
const REPLICAS: readonly Case[] = [
  ["replica of llava-onevision", FP32, 2],
  ["replica of llava-video", FP32, 2],
  ["replica of qwen2-vl", FP32, 2],
  ["replica of smolvlm2", FP32, 2],
];
const ALL: readonly Case[] = [...EXPORTS, ...REPLICAS, ["embedded", FP32, 4]];

async function sourceOf(name: string, precision: Precision): Promise<ModelSource> {
  if (name === "embedded") return EMBEDDED;
  const replica = /^replica of (.*)$/.exec(name)?.[1];
  const files =
    replica === undefined
      ? await exportFiles(...(name.endsWith("-num-logits") ? ["llava-onevision", name] : [name]))
      : replicaBlobs({ family: replica as "smolvlm2", dtype: "fp32", seed: 3, form: "fused" });
  return { kind: "files", id: name, files, precisions: [precision] };
}

async function open(
  name: string,
  precision: Precision,
  runtime: GraphRuntime,
  rewrites?: readonly string[],
): Promise<LoadedModel> {
  const source = await sourceOf(name, precision);
  return loadModel(gpu(), source, { runtime, rewrites, check: () => Promise.resolve() });
}

/** Before each layer alone, then before all of them. */
const cutsOf = (layers: number): number[][] => {
  const each = Array.from({ length: layers - 1 }, (_, i) => [i + 1]);
  return layers > 2 ? [...each, each.flat()] : each;
};

/** The logits of the whole, and of its parts. */
async function walkBoth(
  { decoder, config, rewrites }: LoadedModel,
  layers: readonly number[],
): Promise<{ whole: Float32Array[]; parts: Float32Array[] }> {
  // Graphs as they were exported have angles for as many positions as there are rows.
  const isRewritten = rewrites.some(
    ({ graph, count }) => graph === "decoder_model_merged" && count > 0,
  );
  const walk = () =>
    walkDecoder(gpu(), decoder, { width: config.text.width, stride: isRewritten ? 2 : 1 });
  const whole = await walk();
  const { shape } = decoder.cache;
  await decoder.cutAt(layers);
  expect(decoder.parts.map(({ from }) => from)).toEqual([0, ...layers]);
  expect(decoder.cache.shape).toEqual(shape);
  expect(decoder.cache.length).toBe(0);
  const parts = await walk();
  expect(decoder.parts.map(({ cache }) => cache.length)).toEqual([20, ...layers.map(() => 20)]);
  expect(whole.every((logits) => logits.every(Number.isFinite))).toBe(true);
  return { whole, parts };
}

describe("on the CPU", () => {
  const cases = ALL.flatMap(([name, precision, layers]) =>
    cutsOf(layers).flatMap((cuts) =>
      // 16-bit exports do not run as they are: the shapes written in them are wrong behind a past, which the loader mends.
      (precision === Q4F16 ? [undefined] : [undefined, []]).map((rewrites) => ({
        name,
        precision,
        cuts,
        rewrites,
        form: rewrites === undefined ? "rewritten" : "as exported",
      })),
    ),
  );

  it.each(cases)(
    "$name $precision.id, $form, before $cuts",
    async ({ name, precision, cuts, rewrites }) => {
      const model = await open(name, precision, "wasm", rewrites);
      const { whole, parts } = await walkBoth(model, cuts);
      expect(parts).toEqual(whole);
      await model.release();
    },
  );
});

describe("on the GPU", () => {
  const cases = [
    { name: "embedded", precision: FP32, cuts: [1, 2, 3] },
    { name: "embedded", precision: FP32, cuts: [2] },
    { name: "llava-onevision", precision: Q4, cuts: [1] },
    { name: "qwen2-vl", precision: Q4, cuts: [1] },
    { name: "smolvlm2", precision: FP32, cuts: [1] },
    { name: "lfm2.5-vl", precision: FP32, cuts: [1, 2] },
  ];
  it.each(cases)("$name $precision.id, before $cuts", async ({ name, precision, cuts }) => {
    const model = await open(name, precision, "webgpu");
    const { whole, parts } = await walkBoth(model, cuts);
    expect(parts).toEqual(whole);
    await model.release();
  });
});

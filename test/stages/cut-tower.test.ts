// A vision encoder in parts gives the whole's features on every family's graphs, and its layers take any patches in any order.

import { describe, expect, it } from "vitest";
import { must } from "../../src/base/assert.ts";
import { createStopwatch } from "../../src/base/span.ts";
import { readFloats } from "../../src/gpu/readback.ts";
import { createEvaluate } from "../../src/model/evaluate.ts";
import type { ModelSource } from "../../src/model/folder.ts";
import { cutTower } from "../../src/model/onnx/cut/cut-tower.ts";
import { rewriteModel } from "../../src/model/onnx/rewrite-model.ts";
import { LAYER_NORM } from "../../src/model/onnx/rewrites/layer-norm.ts";
import { MULTI_HEAD_ATTENTION } from "../../src/model/onnx/rewrites/multi-head-attention.ts";
import { SKIP_NORM } from "../../src/model/onnx/rewrites/skip-norm.ts";
import type { Precision } from "../../src/model/precision.ts";
import type { HeldLayers, Patches, RowTable } from "../../src/model/tower-parts.ts";
import { loadModel } from "../../src/pipeline/load-model.ts";
import type { LoadedModel } from "../../src/pipeline/loaded-model.ts";
import { createFrameEncoder } from "../../src/vision/frame-encoder.ts";
import { pixelsOnCpu } from "../../src/vision/pixels.ts";
import { createVisionInput } from "../../src/vision/vision-input.ts";
import { openEncoder } from "../support/bare-encoder.ts";
import { differs } from "../support/differs.ts";
import { exportFiles } from "../support/exports.ts";
import { useSharedGpu } from "../support/gpu.ts";
import { EMBEDDED } from "../support/model.ts";
import { seededPicture, withAlpha } from "../support/pictures.ts";
import { seeded, seededNormals } from "../support/random.ts";
import { replicaBlobs } from "../support/replica.ts";
import { CUT_FEATURES } from "../tolerance.ts";

const gpu = useSharedGpu();

const precisionOf = (id: string, suffix: string): Precision => ({
  id,
  suffixes: { embed_tokens: "", vision_encoder: suffix, decoder_model_merged: suffix },
});
const FP32 = precisionOf("fp32", "");
const Q4 = precisionOf("q4", "_q4");

const TOWERS = [
  ["embedded", FP32],
  ["llava-onevision", FP32],
  ["llava-onevision", Q4],
  ["smolvlm2", FP32],
  ["smolvlm2", Q4],
  ["qwen2-vl", FP32],
  ["qwen3.5", FP32],
  ["qwen3.5", Q4],
  ["replica of llava-onevision", FP32],
  ["replica of llava-video", FP32],
  ["replica of smolvlm2", FP32],
] as const;

async function sourceOf(name: string, precision: Precision): Promise<ModelSource> {
  if (name === "embedded") return EMBEDDED;
  const replica = /^replica of (.*)$/.exec(name)?.[1];
  const files =
    replica === undefined
      ? await exportFiles(name)
      : replicaBlobs({ family: replica as "smolvlm2", dtype: "fp32", seed: 3, form: "fused" });
  return { kind: "files", id: name, files, precisions: [precision] };
}

async function open(
  name: string,
  precision: Precision,
  runtime: "wasm" | "webgpu" = "wasm",
): Promise<LoadedModel> {
  const source = await sourceOf(name, precision);
  // Small models too give way to their parts.
  return loadModel(gpu(), source, { runtime, mostTwice: 0, check: () => Promise.resolve() });
}

const [WIDTH, HEIGHT, FRAMES] = [120, 90, 3];

async function* arriving() {
  for (let seed = 0; seed < FRAMES; seed++) {
    const rgba = withAlpha(seededPicture("noise", WIDTH, HEIGHT, seed));
    const init = { format: "RGBA", codedWidth: WIDTH, codedHeight: HEIGHT, timestamp: 0 } as const;
    yield { frame: new VideoFrame(rgba, init), rotation: 0 as const, isMirrored: false };
  }
}

async function tokensOf({ vision, config }: LoadedModel): Promise<Float32Array> {
  const layout = config.layout({ width: WIDTH, height: HEIGHT }, FRAMES);
  const encoder = await createFrameEncoder(gpu(), vision, config, layout);
  const tokens = await encoder.encode(arriving(), FRAMES, { stopwatch: createStopwatch() });
  const values = await readFloats(gpu(), tokens);
  tokens.destroy();
  encoder.destroy();
  return values;
}

/** Patches of seeded pixels, of one step. */
async function patchesOf({ vision, config }: LoadedModel): Promise<Patches> {
  const { embed } = await vision.parts();
  const layout = config.layout({ width: WIDTH, height: HEIGHT }, FRAMES);
  const { width, height } = must(layout.resizes.at(-1), "picture");
  const pack = await createVisionInput(gpu(), vision, config.vision, { width, height });
  const frames = config.framesPerStep;
  const values = seededNormals(frames * 3 * height * width, 5);
  const pixels = pixelsOnCpu(gpu(), values, [frames, 3, height, width], "test/pixels");
  const packed = pack(pixels, frames);
  const patches = await embed(packed.feeds);
  packed.destroy();
  pixels.destroy();
  return patches;
}

/** What the layers give for some patches, which see each other, or what `held` has of all. */
async function encoded(
  { vision }: LoadedModel,
  begun: Patches,
  order: readonly number[],
  held: HeldLayers | null = null,
): Promise<{ values: Float32Array; held: HeldLayers }> {
  const parts = await vision.parts();
  const { dims } = begun.patches;
  const count = dims.at(-2)!;
  const isStepped = dims.length === 3;
  // Without held rows, as many rows of zeros come first as are held next.
  const own = order.map((_, row) => count + row);
  const latest = Array.from({ length: count }, (_, p) =>
    order.includes(p) ? own[order.indexOf(p)]! : p,
  );
  const table = (rows: readonly number[], isOfStep: boolean): RowTable => ({
    rows: Int32Array.from(rows),
    dims: isOfStep ? [1, rows.length] : [rows.length],
  });
  const result = await parts.layers(begun, {
    held,
    picked: table(order, isStepped),
    seen: table(held === null ? own : latest, true),
    spread: table(own, isStepped),
    hold: table(latest, false),
  });
  const tensor = parts.toTensor(result.encoded);
  const values = await readFloats(gpu(), tensor);
  tensor.destroy();
  result.destroy();
  return { values, held: result.held };
}

function shuffled(count: number): number[] {
  const random = seeded(count);
  const keys = Array.from({ length: count }, () => random());
  return [...keys.keys()].toSorted((a, b) => keys[a]! - keys[b]!);
}

describe("a vision encoder in parts, on the CPU", () => {
  it.each(TOWERS)("gives the features of the whole: %s %o", async (name, precision) => {
    const model = await open(name, precision);
    expect(model.vision.uncut).toBeNull();
    const want = await tokensOf(model);
    await model.vision.parts();
    const got = await tokensOf(model);
    expect(want.every(Number.isFinite)).toBe(true);
    expect(differs(got, want, CUT_FEATURES)).toBeNull();
    await model.release();
  });

  it.each(TOWERS)(
    "has layers to which the order of patches is nothing: %s %o",
    async (name, precision) => {
      const model = await open(name, precision);
      const begun = await patchesOf(model);
      const count = begun.patches.dims.at(-2)!;
      const order = shuffled(count);
      const all = await encoded(model, begun, [...order.keys()]);
      const mixed = await encoded(model, begun, order);
      const width = all.values.length / count;
      const some = (rows: readonly number[]): number[] =>
        rows.flatMap((row) => [...all.values.subarray(row * width, (row + 1) * width)]);
      expect(differs(mixed.values, some(order), CUT_FEATURES)).toBeNull();
      // A few alone are not what they are among all, unless they see what the others were.
      const few = order.slice(0, 5);
      const alone = await encoded(model, begun, few);
      expect(alone.values.every(Number.isFinite)).toBe(true);
      expect(differs(alone.values, some(few), CUT_FEATURES)).not.toBeNull();
      const among = await encoded(model, begun, few, all.held);
      expect(differs(among.values, some(few), CUT_FEATURES)).toBeNull();
      // What they leave behind is what was there before, so that others can go on from it.
      const others = order.slice(5, 12);
      const later = await encoded(model, begun, others, among.held);
      expect(differs(later.values, some(others), CUT_FEATURES)).toBeNull();
      for (const { held } of [all, mixed, alone, among, later]) held.destroy();
      begun.destroy();
      await model.release();
    },
  );

  it.each([
    ["lfm2.5-vl", "its attention is not one operator"],
    ["replica of qwen2-vl", "its layers read pixel_values and grid_thw"], // a mask over all patches
  ])("stays whole where a part needs all of a picture, and says why: %s", async (name, why) => {
    const model = await open(name, FP32);
    expect(model.vision.uncut).toBe(`The vision encoder cannot be cut: ${why}.`);
    await expect(model.vision.parts()).rejects.toMatchObject({ code: "graph-cut" });
    expect((await tokensOf(model)).every(Number.isFinite)).toBe(true);
    await model.release();
  });
});

describe("a vision encoder in parts, on the GPU", () => {
  it.each([
    ["embedded", FP32],
    ["qwen2-vl", FP32],
  ] as const)("gives the features of the whole: %s %o", async (name, precision) => {
    const model = await open(name, precision, "webgpu");
    const want = await tokensOf(model);
    await model.vision.parts();
    expect(differs(await tokensOf(model), want, CUT_FEATURES)).toBeNull();
    await model.release();
  });
});

describe("the weights of the parts", () => {
  it.each(["llava-onevision", "smolvlm2", "qwen2-vl", "qwen3.5"])(
    "are the bytes of the whole, each in one part: %s",
    async (name) => {
      const { model: exported } = await openEncoder(name);
      const context = { evaluate: createEvaluate(), maxPositions: 2048 };
      const rewrites = [MULTI_HEAD_ATTENTION, LAYER_NORM, SKIP_NORM];
      const { model } = await rewriteModel(exported, rewrites, context);
      const { embed, layers, head } = cutTower(model);
      // What makes each feature of one patch goes with the layers.
      expect(head === null).toBe(name === "llava-onevision");
      const parts = [embed, layers, ...(head === null ? [] : [head])];
      const large = [...model.weights].filter(
        ([, { dims }]) => dims.reduce((product, dim) => product * dim, 1) > 64,
      );
      expect(large.length).toBeGreaterThan(8);
      for (const [weight, tensor] of large) {
        const holders = parts.filter(({ weights }) => weights.has(weight));
        expect([weight, holders.length]).toEqual([weight, 1]);
        expect(holders[0]!.weights.get(weight)).toBe(tensor);
      }
    },
  );
});

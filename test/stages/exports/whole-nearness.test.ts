// How near a memory comes to reading a video at once, on exports with random weights: the figures of ARCHITECTURE.md, over
// fewer videos.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReadSettings } from "../../../src/memory/read-settings.ts";
import { uniformPrecision } from "../../../src/model/precision.ts";
import { loadModel } from "../../../src/pipeline/load-model.ts";
import type { LoadedModel } from "../../../src/pipeline/loaded-model.ts";
import { exportFiles } from "../../support/exports.ts";
import { useSharedGpu } from "../../support/gpu.ts";
import { GRAPHS_ON_CPU } from "../../support/model.ts";
import { wholeExport, type ReadExport, type WholeExport } from "../../support/whole-export.ts";

const gpu = useSharedGpu();
const QUESTION = "Which shape is red?";
const SEEDS = [1, 2];
const FEW = { detailed: 1 / 2, compact: 1 / 12 };
/** Of three chunks. */
const [NONE, ALL] = [
  [false, false, false],
  [true, true, true],
] as const;

function useExport(name: string): () => LoadedModel {
  let model: LoadedModel;
  beforeAll(async () => {
    const precisions = [uniformPrecision("fp32", "")];
    const source = { kind: "files", id: name, files: await exportFiles(name), precisions } as const;
    model = await loadModel(gpu(), source, GRAPHS_ON_CPU);
  });
  afterAll(() => model.release());
  return () => model;
}

/** The mean over videos of how far what `read` gives is from reading at once, in nats. */
async function divergence(
  model: LoadedModel,
  isDetailed: readonly boolean[],
  read: (video: WholeExport) => Promise<ReadExport>,
): Promise<number> {
  let sum = 0;
  for (const seed of SEEDS) {
    const video = wholeExport(gpu(), model, seed);
    const want = softmax(await video.atOnce(QUESTION));
    const reading = await read(video);
    const forced = new Map(isDetailed.entries());
    const { logits } = await reading.ask(QUESTION, { forced, chunks: 0 });
    const got = softmax(logits);
    sum += want.reduce((nats, share, i) => nats + share * Math.log(share / got[i]!), 0);
    reading.memory.detach();
    video.destroy();
  }
  return sum / SEEDS.length;
}

function softmax(logits: Float32Array): number[] {
  const most = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - most));
  const sum = powers.reduce((all, power) => all + power, 0);
  return powers.map((power) => power / sum);
}

describe("Qwen2-VL's memory", () => {
  const model = useExport("qwen2-vl");
  const at = (isDetailed: readonly boolean[], positions: ReadSettings["positions"]) =>
    divergence(model(), isDetailed, (video) => video.read(FEW, { settings: { positions } }));

  it("comes nearer with the times of the video than with closed ones, and with detail", async () => {
    const [original, compact] = [await at(NONE, "original"), await at(NONE, "compact")];
    expect(original).toBeLessThan(compact);
    expect(await at(NONE, null)).toBe(original);
    expect(await at(ALL, null)).toBeLessThan(original);
  });
});

describe.each([
  // A recurrence carries nearly all of a video, a convolution over three rows hardly anything.
  ["qwen3.5", 100, Infinity],
  ["lfm2.5-vl", 0, 1],
])("%s's memory", (name, least, most) => {
  const model = useExport(name);

  it("goes on from the states behind its last chunk", async () => {
    const few = await divergence(model(), NONE, (video) => video.read(FEW));
    expect(few).toBeGreaterThan(1e-3);
    const whole = { detailed: 1, compact: 1 };
    expect(await divergence(model(), ALL, (video) => video.read(whole))).toBeLessThan(1e-9);
    const stateless = await divergence(model(), ALL, async (video) => {
      const { memory, store } = await video.read(whole);
      const records = memory.records.map((record) => ({ ...record, states: null }));
      memory.detach();
      return video.read(whole, { store, records });
    });
    expect(stateless).toBeGreaterThan(1e-3);
    expect(stateless / few).toBeGreaterThan(least);
    expect(stateless / few).toBeLessThan(most);
  });
});

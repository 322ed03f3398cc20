// A moment of noise through the model: it leaves nothing behind, and compiles what a question needs.

import { afterAll, beforeAll, expect, it } from "vitest";
import { createCompressor } from "../../src/compression/plan.ts";
import { nothingCached } from "../../src/pipeline/cache-owner.ts";
import { tensorFrom } from "../../src/gpu/tensor.ts";
import { MOST_ROWS_ON_CPU } from "../../src/model/run-sizes.ts";
import { loadModel } from "../../src/pipeline/load-model.ts";
import type { LoadedModel } from "../../src/pipeline/loaded-model.ts";
import { warmUp } from "../../src/pipeline/warm-up.ts";
import { exportFiles } from "../support/exports.ts";
import { useGpu } from "../support/gpu.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";

const gpu = useGpu();
const compressor = () => createCompressor(gpu());
let model: LoadedModel;

beforeAll(async () => {
  model = await loadModel(gpu(), EMBEDDED, GRAPHS_ON_CPU);
});
afterAll(() => model.release());

it("leaves no buffer and no owner behind", async () => {
  const [prefix, working] = [nothingCached(), compressor()];
  await warmUp(gpu(), model, working, prefix, {}); // fills what is kept, such as scratch
  const { liveBuffers } = gpu().ledger;
  await warmUp(gpu(), model, working, prefix, {});
  expect(gpu().ledger.liveBuffers).toBe(liveBuffers);
  expect(prefix.owner).toEqual({ kind: "none" });
  expect(model.decoder.cache.length).toBe(0);
  working.destroy();
});

it("stops when it is told to, and leaves nothing then either", async () => {
  const [prefix, working] = [nothingCached(), compressor()];
  const reason = new DOMException("Enough.", "AbortError");
  await expect(
    warmUp(gpu(), model, working, prefix, { signal: AbortSignal.abort(reason) }),
  ).rejects.toBe(reason);
  expect(prefix.owner).toEqual({ kind: "none" });
  working.destroy();
});

it("hears between two runs on the processor that a prefill is to stop", async () => {
  const { decoder, config } = model;
  const rows = 4 * MOST_ROWS_ON_CPU;
  const values = new Float32Array(rows * config.text.width);
  const embeddings = tensorFrom(gpu(), values, [1, rows, config.text.width], "test");
  const stop = new AbortController();
  const reason = new DOMException("Enough.", "AbortError");
  setTimeout(() => stop.abort(reason));
  await expect(decoder.forward(embeddings, { signal: stop.signal })).rejects.toBe(reason);
  expect(decoder.cache.length).toBeLessThan(rows);
  embeddings.destroy();
  decoder.cache.release();
});

it.each(["llava-onevision", "qwen2-vl", "smolvlm2", "qwen3.5", "lfm2.5-vl"])(
  "runs the export of %s",
  async (name) => {
    const source = { kind: "files", id: name, files: await exportFiles(name) } as const;
    const exported = await loadModel(gpu(), source, GRAPHS_ON_CPU);
    const [prefix, working] = [nothingCached(), compressor()];
    await warmUp(gpu(), exported, working, prefix, { copiesStill: name === "qwen2-vl" });
    expect(prefix.owner).toEqual({ kind: "none" });
    working.destroy();
    await exported.release();
  },
);

it("runs a small vision encoder both whole and in parts, where copying is wanted", async () => {
  const own = await loadModel(gpu(), EMBEDDED, GRAPHS_ON_CPU);
  const ran: string[] = [];
  const noted = <T extends (...args: never[]) => unknown>(name: string, run: T): T =>
    ((...args: never[]) => {
      ran.push(name);
      return run(...args);
    }) as T;
  const parts = await own.vision.parts();
  const watched = {
    ...parts,
    whole: noted("whole", parts.whole!),
    layers: noted("layers", parts.layers),
  };
  const vision = { ...own.vision, parts: () => Promise.resolve(watched) };
  const working = compressor();
  await warmUp(gpu(), { ...own, vision }, working, nothingCached(), { copiesStill: true });
  expect(ran[0]).toBe("whole");
  // All of the first frame, and some of the second.
  expect(ran.slice(1)).toEqual(["layers", "layers"]);
  working.destroy();
  await own.release();
});

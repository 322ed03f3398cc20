// One model twice on one GPU, its graphs rewritten at load and as their exporter made them: a prefill and steps of both
// in turn, so that the machine's moods meet both alike.

import { elementCount } from "../../../src/base/shape.ts";
import { openGpu } from "../../../src/gpu/device.ts";
import type { Tensor } from "../../../src/gpu/tensor.ts";
import { loadModel, type LoadedModel } from "../../../src/pipeline/load-model.ts";
import type { RewritesArgs, RewritesTimes } from "./bench-calls.ts";
import { note } from "./note.ts";

/** Any text id of the vocabulary will do: times do not depend on it. */
const ID = 7;

export async function benchRewrites({
  id,
  url,
  rows,
  steps,
  repeats,
}: RewritesArgs): Promise<RewritesTimes> {
  const gpu = await openGpu();
  const load = (isRewritten: boolean): Promise<LoadedModel> =>
    loadModel(
      gpu,
      { kind: "url", id, url },
      { runtime: "webgpu", rewrites: isRewritten ? undefined : [] },
    );
  const models = { rewritten: await load(true), exported: await load(false) };
  const times = { rewritten: emptyTimes(), exported: emptyTimes() };
  for (let round = -1; round < repeats; round++) {
    for (const kind of ["rewritten", "exported"] as const) {
      const { prefillMs, stepMs } = await runOnce(models[kind], rows, steps);
      if (round < 0) continue; // the first round compiles pipelines
      times[kind].prefillMs.push(prefillMs);
      times[kind].stepMs.push(stepMs);
    }
    note(`With and without rewrites, ${rows} rows: round ${round + 1} of ${repeats}`);
  }
  const applied = models.rewritten.rewrites
    .filter(({ count }) => count > 0)
    .map(({ graph, name, count }) => `${graph} ${name} ×${count}`);
  for (const model of Object.values(models)) await model.release();
  gpu.destroy();
  return { ...times, applied };
}

const emptyTimes = (): { prefillMs: number[]; stepMs: number[] } => ({ prefillMs: [], stepMs: [] });

/** Milliseconds of a prefill, and of a step in the mean; each ends when its token is read back. */
async function runOnce(
  { decoder, sampler }: LoadedModel,
  rows: number,
  steps: number,
): Promise<{ prefillMs: number; stepMs: number }> {
  const forward = async (count: number): Promise<void> => {
    const embeddings = await decoder.embed(Array<number>(count).fill(ID));
    const logits: Tensor = await decoder.forward(embeddings);
    await sampler.pick(logits, 0, elementCount(logits.dims), {
      temperature: 0,
      topP: 1,
      random: () => 0,
    });
    embeddings.destroy();
    logits.destroy();
  };
  decoder.cache.reset();
  const startMs = performance.now();
  await forward(rows);
  const prefilledMs = performance.now();
  for (let step = 0; step < steps; step++) await forward(1);
  const endMs = performance.now();
  return { prefillMs: prefilledMs - startMs, stepMs: (endMs - prefilledMs) / steps };
}

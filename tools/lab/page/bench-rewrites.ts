// Loads one model several times on one GPU, with different rewrites or cuts each time, so that Node can run them in turn.

import { must } from "../../../src/base/assert.ts";
import { elementCount } from "../../../src/base/shape.ts";
import { createStopwatch } from "../../../src/base/span.ts";
import { type Gpu, openGpu } from "../../../src/gpu/device.ts";
import type { Tensor } from "../../../src/gpu/tensor.ts";
import type { LoadedModel } from "../../../src/pipeline/loaded-model.ts";
import { createFrameEncoder, type FrameEncoder } from "../../../src/vision/frame-encoder.ts";
import { appliedRewrites, type BenchedModel, loadUntested } from "./bench-pipeline.ts";
import { decodedFrames, drawPictures } from "./bench-frames.ts";
import { dispatches } from "./gpu-dispatches.ts";
import { note } from "./note.ts";

export interface RewritesLoadArgs extends BenchedModel {
  /** The ways to load the model. */
  readonly variants: readonly WayToLoad[];
}

export interface WayToLoad {
  /** The names of the rewrites that may be applied. */
  readonly rewrites: readonly string[];
  /** The layers before which the decoder is cut; default: none. */
  readonly cuts?: readonly number[] | undefined;
}

export interface RewritesLoad {
  readonly isSoftware: boolean;
  /** The rewrites that matched in each variant, with their graphs and counts. */
  readonly applied: readonly (readonly string[])[];
  /** The bytes of GPU memory that loading each variant, and cutting it, has taken. */
  readonly liveBytes: readonly number[];
}

export interface RewritesRunArgs {
  /** The index of a loaded variant. */
  readonly variant: number;
  /** A frame; rows into an empty cache; or one row after the other behind them. */
  readonly part: "frame" | "rows" | "steps";
  /** The number of rows or steps. */
  readonly count: number;
}

export interface RewritesRun {
  readonly ms: number;
  /** How many shaders were started, which noise does not change. */
  readonly dispatches: number;
}

/** Any text id of the vocabulary: times do not depend on it. */
const ID = 7;

interface Variant {
  readonly model: LoadedModel;
  readonly encoder: FrameEncoder;
  readonly pictures: readonly Uint8ClampedArray[];
  readonly side: number;
}

let loaded: { readonly gpu: Gpu; readonly variants: Variant[] } | undefined;

export async function benchRewritesLoad({
  variants: wanted,
  ...source
}: RewritesLoadArgs): Promise<RewritesLoad> {
  dispatches();
  const gpu = await openGpu();
  const variants: Variant[] = [];
  const liveBytes: number[] = [];
  for (const way of wanted) {
    const before = gpu.ledger.liveBytes;
    variants.push(await load(gpu, source, way));
    liveBytes.push(gpu.ledger.liveBytes - before);
    note(`Loaded ${variants.length} of ${wanted.length}`);
  }
  loaded = { gpu, variants };
  const applied = variants.map(({ model }) => appliedRewrites(model));
  return { isSoftware: gpu.facts.isSoftware, applied, liveBytes };
}

async function load(
  gpu: Gpu,
  source: BenchedModel,
  { rewrites, cuts = [] }: WayToLoad,
): Promise<Variant> {
  // The first round, which is not kept, shows whether it runs.
  const model = await loadUntested(gpu, source, rewrites);
  await model.decoder.cutAt(cuts);
  const layout = model.config.layout({ width: 1, height: 1 }, 1);
  const { width: side } = must(layout.resizes.at(-1), "size of the model's picture");
  const encoder = await createFrameEncoder(gpu, model.vision, model.config, layout);
  return { model, encoder, side, pictures: drawPictures(1, side) };
}

/** Runs a part, and ends when the GPU has finished. */
export async function benchRewritesRun({
  variant,
  part,
  count,
}: RewritesRunArgs): Promise<RewritesRun> {
  const { gpu, variants } = must(loaded, "models of benchRewritesLoad");
  const { model, encoder, pictures, side } = must(variants[variant], "a variant");
  const [startMs, before] = [performance.now(), dispatches()];
  if (part === "frame") {
    const frames = decodedFrames(pictures, side);
    const tokens = await encoder.encode(frames, 1, { stopwatch: createStopwatch() });
    await gpu.device.queue.onSubmittedWorkDone();
    tokens.destroy();
  } else if (part === "rows") {
    model.decoder.cache.reset();
    await forward(model, count);
  } else {
    for (let at = 0; at < count; at++) await forward(model, 1);
  }
  return { ms: performance.now() - startMs, dispatches: dispatches() - before };
}

export async function benchRewritesEnd(): Promise<null> {
  const { gpu, variants } = must(loaded, "models of benchRewritesLoad");
  for (const { model, encoder } of variants) {
    encoder.destroy();
    await model.release();
  }
  gpu.destroy();
  loaded = undefined;
  return null;
}

async function forward({ decoder, sampler }: LoadedModel, count: number): Promise<void> {
  const embeddings = await decoder.embed(Array<number>(count).fill(ID));
  const logits: Tensor = await decoder.forward(embeddings);
  await sampler.pick(logits, 0, elementCount(logits.dims), {
    temperature: 0,
    topP: 1,
    random: () => 0,
  });
  embeddings.destroy();
  logits.destroy();
}

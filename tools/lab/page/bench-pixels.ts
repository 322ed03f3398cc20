// The vision encoder by itself, from pixels to tokens: no decoding and no resizing, which are the same on both sides and would
// hide what copying saves. Two models are loaded where an encoder that has been cut runs its parts from then on.

import { must } from "../../../src/base/assert.ts";
import { type Gpu, openGpu } from "../../../src/gpu/device.ts";
import { createTensor } from "../../../src/gpu/tensor.ts";
import { chooseTimes } from "../../../src/media/choose-times.ts";
import { decodeFrames } from "../../../src/media/decode-frames.ts";
import { openSource } from "../../../src/media/video-source.ts";
import type { VideoLayout } from "../../../src/model/adapters/adapter.ts";
import type { GraphRuntime } from "../../../src/model/graph.ts";
import type { LoadedModel } from "../../../src/pipeline/loaded-model.ts";
import type { EncodeSettings, PatchCount } from "../../../src/vision/encode-settings.ts";
import { stepsThatFit } from "../../../src/vision/frame-encoder.ts";
import { createFramePixels, soonerPlace } from "../../../src/vision/frame-pixels.ts";
import { createPixelEncoder } from "../../../src/vision/pixel-encoder.ts";
import type { Pixels } from "../../../src/vision/pixels.ts";
import { createPool, type Pool } from "../../../src/vision/pool.ts";
import { clipFiles } from "./bench-encode.ts";
import { type BenchedRuntime, loadUntested } from "./bench-pipeline.ts";
import type { EncodedClip } from "./encoded-clips.ts";
import { note } from "./note.ts";

export interface PixelsLoadArgs extends BenchedRuntime {
  readonly frames: number;
  /** The kinds of the clips; one that is named several times has as many clips. */
  readonly clips: readonly EncodedClip[];
  /** The kinds whose clips are files that were given to the page, in the order of `clips`; others are drawn. */
  readonly filmed: readonly EncodedClip[];
}

export interface PixelsLoad {
  readonly isSoftware: boolean;
  /** Where the graphs run. */
  readonly runtime: GraphRuntime;
}

export interface PixelsRunArgs {
  /** The kind of the clips. */
  readonly clip: EncodedClip;
  /** What is copied; null encodes everything, also by another model where there are two. */
  readonly still: EncodeSettings["still"];
  /** How often the clips are encoded, each from its first frame. */
  readonly passes: number;
}

export interface PixelsRun {
  readonly ms: number;
  /** The patches of one pass; null where all were encoded. */
  readonly count: PatchCount | null;
}

interface Clip {
  readonly kind: EncodedClip;
  readonly layout: VideoLayout;
  readonly pool: Pool;
  /** Batches as the product makes them, each with its number of steps. */
  readonly batches: readonly { readonly pixels: Pixels; readonly steps: number }[];
}

let loaded: { gpu: Gpu; whole: LoadedModel; parts: LoadedModel; clips: Clip[] } | undefined;

/** Returns where the graphs run, and whether the adapter is software. */
export async function benchPixelsLoad({
  frames,
  clips: names,
  filmed,
  ...source
}: PixelsLoadArgs): Promise<PixelsLoad> {
  const gpu = await openGpu();
  const whole = await loadUntested(gpu, source, undefined);
  const parts = whole.vision.staysWhole ? whole : await loadUntested(gpu, source, undefined);
  const clips: Clip[] = [];
  const files = await clipFiles(names, { frames, filmed });
  for (const [i, kind] of names.entries()) {
    const file = must(files[i], "a clip's file");
    clips.push({ kind, ...(await readClip(gpu, whole, file, frames)) });
    note(`Read ${file.name}`);
  }
  loaded = { gpu, whole, parts, clips };
  return { isSoftware: gpu.facts.isSoftware, runtime: whole.vision.runtime };
}

async function readClip(
  gpu: Gpu,
  { vision, config }: LoadedModel,
  file: File,
  frames: number,
): Promise<Omit<Clip, "kind">> {
  const opened = await openSource(gpu, { file, name: file.name }, undefined);
  try {
    const wanted = chooseTimes(opened.times, config.sampling, { frames });
    const layout = config.layout(opened.facts, wanted.length);
    const place = soonerPlace(gpu);
    const room = await createFramePixels(gpu, config.pixels, layout.resizes, place);
    const { framesPerStep } = config;
    const most = framesPerStep * stepsThatFit(gpu, vision, config, layout);
    const batches: { pixels: Pixels; frames: number }[] = [];
    for await (const decoded of decodeFrames(opened, wanted)) {
      let last = batches.at(-1);
      if (last === undefined || last.frames === most) {
        batches.push((last = { pixels: room.create(most), frames: 0 }));
      }
      await room.write(decoded, last.pixels, last.frames++);
      decoded.frame.close();
    }
    room.destroy();
    for (const { pixels, frames: count } of batches) {
      if (count % framesPerStep > 0) pixels.repeat(count - 1);
    }
    return {
      layout,
      pool: await createPool(gpu, config.pooling, layout),
      batches: batches.map(({ pixels, frames: count }) => ({
        pixels,
        steps: Math.ceil(count / framesPerStep),
      })),
    };
  } finally {
    opened.close();
  }
}

/** Encodes the clips of a kind some times, and ends when the adapter has finished. */
export async function benchPixelsRun({
  clip: kind,
  still,
  passes,
}: PixelsRunArgs): Promise<PixelsRun> {
  const { gpu, clips } = must(loaded, "models of benchPixelsLoad");
  const mine = clips.filter((clip) => clip.kind === kind);
  const startMs = performance.now();
  let count: PatchCount | null = null;
  for (let pass = 0; pass < passes; pass++) {
    const counts: PatchCount[] = [];
    for (const clip of mine) {
      const own = await encodeClip(clip, still);
      if (own !== null) counts.push(own);
    }
    await gpu.device.queue.onSubmittedWorkDone();
    count = counts.length === 0 ? null : counts.reduce(addCounts);
  }
  note("");
  return { ms: performance.now() - startMs, count };
}

const addCounts = (a: PatchCount, b: PatchCount): PatchCount => ({
  patches: a.patches + b.patches,
  encoded: a.encoded + b.encoded,
});

/** Encodes a clip, and returns what of it was encoded; null where all was. */
async function encodeClip(
  { layout, pool, batches }: Clip,
  still: EncodeSettings["still"],
): Promise<PatchCount | null> {
  const { gpu, whole, parts } = must(loaded, "models of benchPixelsLoad");
  const { vision, config } = still === null ? whole : parts;
  const all = batches.reduce((sum, { steps }) => sum + steps, 0);
  const dims = [all, layout.tokens.rows * layout.tokens.columns, config.text.width];
  const options = { still, choose: null, place: soonerPlace(gpu) };
  const encoder = await createPixelEncoder(gpu, vision, config, layout, pool, options);
  const tokens = createTensor(gpu, dims, "float32", "bench/tokens");
  let first = 0;
  for (const { pixels, steps } of batches) {
    const features = await encoder.makeFeatures(pixels, steps, first);
    pool(features, steps, tokens, first);
    features.destroy();
    first += steps;
  }
  const { count, left } = encoder.report;
  if (left !== null) throw new Error(left);
  encoder.destroy();
  tokens.destroy();
  return count;
}

export async function benchPixelsEnd(): Promise<null> {
  const { gpu, whole, parts, clips } = must(loaded, "models of benchPixelsLoad");
  for (const { batches } of clips) for (const { pixels } of batches) pixels.destroy();
  await whole.release();
  if (parts !== whole) await parts.release();
  gpu.destroy();
  loaded = undefined;
  return null;
}

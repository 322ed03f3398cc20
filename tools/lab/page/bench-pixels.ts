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
  readonly clips: readonly EncodedClip[];
  /** Whether the clips, without noise, are files that were given to the page in this order; else they are drawn. */
  readonly isFilmed: boolean;
}

export interface PixelsLoad {
  readonly isSoftware: boolean;
  /** Where the graphs run. */
  readonly runtime: GraphRuntime;
}

export interface PixelsRunArgs {
  /** The index of a clip. */
  readonly clip: number;
  /** What is copied; null encodes everything, also by another model where there are two. */
  readonly still: EncodeSettings["still"];
  /** How often the clip is encoded, from its first frame. */
  readonly passes: number;
}

export interface PixelsRun {
  readonly ms: number;
  /** The patches of one pass; null where all were encoded. */
  readonly count: PatchCount | null;
}

interface Clip {
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
  isFilmed,
  ...source
}: PixelsLoadArgs): Promise<PixelsLoad> {
  const gpu = await openGpu();
  const whole = await loadUntested(gpu, source, undefined);
  const parts = whole.vision.staysWhole ? whole : await loadUntested(gpu, source, undefined);
  const clips: Clip[] = [];
  for (const file of await clipFiles(names, { frames, isFilmed })) {
    clips.push(await readClip(gpu, whole, file, frames));
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
): Promise<Clip> {
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

/** Encodes a clip some times, and ends when the adapter has finished. */
export async function benchPixelsRun({ clip, still, passes }: PixelsRunArgs): Promise<PixelsRun> {
  const { gpu, whole, parts, clips } = must(loaded, "models of benchPixelsLoad");
  const { layout, pool, batches } = must(clips[clip], "a clip");
  const { vision, config } = still === null ? whole : parts;
  const all = batches.reduce((sum, { steps }) => sum + steps, 0);
  const dims = [all, layout.tokens.rows * layout.tokens.columns, config.text.width];
  const startMs = performance.now();
  let count: PatchCount | null = null;
  for (let pass = 0; pass < passes; pass++) {
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
    await gpu.device.queue.onSubmittedWorkDone();
    if (encoder.report.left !== null) throw new Error(encoder.report.left);
    ({ count } = encoder.report);
    encoder.destroy();
    tokens.destroy();
  }
  note("");
  return { ms: performance.now() - startMs, count };
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

// Turns decoded frames into visual tokens for one model and one shape of frame: resize, pack, encode, pool.

import { must } from "../base/assert.ts";
import { AppError } from "../base/errors.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { Size, VideoLayout } from "../model/adapters/adapter.ts";
import type { ModelConfig } from "../model/config.ts";
import type { PatchGrid } from "../kernels/patch-sources.ts";
import { isFused, type Graph } from "../model/graph.ts";
import { largestTensor, stepsPerRun } from "../model/run-sizes.ts";
import type { Tower, TowerParts } from "../model/tower.ts";
import { createTokenChooser, type ChooseTokens } from "./choose-tokens.ts";
import {
  PATCH,
  type EncodeReport,
  type PatchCount,
  type PatchMap,
  type StaticSettings,
} from "./encode-settings.ts";
import { inRows } from "./token-patches.ts";
import { encodeFrames, type ArrivingFrame, type EncodeOptions } from "./encoder.ts";
import { changingFeatures, chosenFeatures, wholeFeatures, type Chosen } from "./features.ts";
import { createFrameReuse } from "./frame-reuse.ts";
import { createPool } from "./pool.ts";
import { createPatchChanges } from "./patch-changes.ts";
import { createCpuPatchChanges } from "./patch-changes-on-cpu.ts";
import { createFramePixels, soonerPlace } from "./frame-pixels.ts";
import type { PixelPlace } from "./pixels.ts";
import type { TurnedFrame } from "./preprocess.ts";
import { createStaticPatches } from "./static-patches.ts";
import { createVisionInput } from "./vision-input.ts";

export interface FrameEncoder {
  /** The size of the picture that the model sees, in pixels. */
  readonly picture: Size;
  /** The number of frames in all calls so far that took the tokens of an earlier frame. */
  readonly reusedFrames: number;
  /** What was encoded in all calls so far. */
  readonly report: EncodeReport;
  /** What became of the patches in all calls so far; null where all were encoded. */
  readonly patches: PatchMap | null;
  /** [T · N] in the last call, 1 where a token was encoded; null where all were. */
  readonly encodedTokens: Uint8Array | null;
  /**
   * Takes up to `capacity` frames, closes them, and returns tokens [T, N, D]. `onFrame` is called with each frame after
   * it was resized, before it is closed.
   */
  encode<F extends ArrivingFrame & TurnedFrame>(
    frames: AsyncIterable<F>,
    capacity: number,
    options: EncodeOptions & { readonly onFrame?: ((frame: F) => void) | undefined },
  ): Promise<Tensor>;
  destroy(): void;
}

export interface FrameEncoderOptions {
  /**
   * A frame whose difference to the last encoded frame, in this call of `encode` or an earlier one, is below this takes
   * that frame's tokens. The difference is the mean absolute difference of all values the model sees, as bytes / 255:
   * from 0 for equal frames to 1 for black against white. Where two frames make a step, steps are compared. Default 0:
   * every frame is encoded.
   */
  readonly reuseBelow?: number | undefined;
  /** Which patches are not encoded, where the tower can be cut; default null: all are. */
  readonly still?: StaticSettings | null | undefined;
  /** Chooses the tokens that are encoded, where the tower can be cut; default null: all are. */
  readonly choose?: ChooseTokens | null | undefined;
  /** Where frames are resized, for tests; default: where it is sooner. */
  readonly place?: PixelPlace | undefined;
}

/** Creates an encoder; `tower` is the model's vision encoder. */
export async function createFrameEncoder(
  gpu: Gpu,
  tower: Tower,
  config: ModelConfig,
  layout: VideoLayout,
  {
    reuseBelow = 0,
    still = null,
    choose = null,
    place = soonerPlace(gpu),
  }: FrameEncoderOptions = {},
): Promise<FrameEncoder> {
  const picture = must(layout.resizes.at(-1), "size of the model's picture");
  const isWhole = still === null && choose === null;
  const { parts, left } = isWhole ? WHOLE : await cutParts(tower);
  const steps = {
    framesPerStep: config.framesPerStep,
    stepsPerRun: { most: stepsThatFit(gpu, tower, config, layout) },
    tokensPerStep: layout.tokens.rows * layout.tokens.columns,
    width: config.text.width,
  };
  const pictureGrid = { picture, ...patchGrid(config, picture) };
  const changes = (settings: StaticSettings) =>
    place === "cpu"
      ? createCpuPatchChanges(pictureGrid, settings)
      : createPatchChanges(gpu, pictureGrid, settings);
  const [pool, pack, frames, reuse, found] = await Promise.all([
    createPool(gpu, config.pooling, layout),
    createVisionInput(gpu, tower, config.vision, picture),
    createFramePixels(gpu, config.pixels, layout.resizes, place),
    reuseBelow === 0
      ? null
      : createFrameReuse(gpu, { ...steps, picture, pixels: config.pixels }, reuseBelow),
    still === null || parts === null ? null : changes(still),
  ]);
  const given = { pack, framesPerStep: config.framesPerStep };
  const { grid, merge } = pictureGrid;
  const staticPatches = found && createStaticPatches(gpu, found, grid.rows * grid.columns);
  const tokenGrid = { patches: grid, merge, tokens: layout.tokens, pooling: config.pooling };
  const chooser = choose && createTokenChooser(gpu, tokenGrid, pool, choose);
  const chosen: Chosen = { batches: new Map() };
  const makeFeatures =
    parts === null
      ? wholeFeatures(tower, given)
      : staticPatches !== null
        ? changingFeatures(parts, staticPatches, given)
        : chooser !== null
          ? chosenFeatures(parts, chooser, chosen, given)
          : wholeFeatures(tower, given);
  const count = (): PatchCount | null => {
    if (staticPatches !== null)
      return staticPatches.left === null ? { ...staticPatches.count } : null;
    const batches = [...chosen.batches.values()];
    if (batches.length === 0) return null;
    const sum = (of: (batch: (typeof batches)[number]) => number): number =>
      batches.reduce((total, batch) => total + of(batch), 0);
    return {
      patches: sum(({ patches }) => patches.length),
      encoded: sum(({ encoded }) => encoded),
    };
  };
  return {
    picture,
    get reusedFrames() {
      return reuse?.reusedFrames ?? 0;
    },
    get report() {
      return { count: count(), left: left ?? staticPatches?.left ?? null };
    },
    get patches() {
      const fates = fatesOf(staticPatches?.isEncoded ?? null, chosen);
      return fates.length === 0 ? null : { grid, fates: inRows(fates, grid, merge) };
    },
    get encodedTokens() {
      const batches = [...chosen.batches].toSorted(([a], [b]) => a - b);
      if (batches.length === 0) return null;
      return Uint8Array.from(batches.flatMap(([, { tokens }]) => [...tokens]));
    },
    encode: (arriving, capacity, { onFrame, ...options }) =>
      encodeFrames(
        gpu,
        {
          ...steps,
          makeFeatures,
          pool,
          reuse,
          createPixels: (count) => frames.create(count),
          async preprocess(frame, pixels, slot) {
            await options.stopwatch.time("preprocess", 1, () => frames.write(frame, pixels, slot));
            onFrame?.(frame);
          },
        },
        arriving,
        capacity,
        options,
      ),
    destroy() {
      frames.destroy();
      reuse?.destroy();
      staticPatches?.destroy();
    },
  };
}

/** What became of each patch, step by step in the tower's order. */
function fatesOf(isEncoded: readonly boolean[] | null, { batches }: Chosen): Uint8Array {
  if (isEncoded !== null)
    return Uint8Array.from(isEncoded, (one) => (one ? PATCH.encoded : PATCH.copied));
  const inOrder = [...batches].toSorted(([a], [b]) => a - b);
  const wanted = inOrder.flatMap(([, { patches }]) => [...patches]);
  return Uint8Array.from(wanted, (one) => (one === 1 ? PATCH.encoded : PATCH.leftOut));
}

const WHOLE = { parts: null, left: null };

/** Returns the tower's parts, or why it has none. */
async function cutParts(
  tower: Tower,
): Promise<{ readonly parts: TowerParts | null; readonly left: string | null }> {
  if (tower.uncut !== null) return { parts: null, left: tower.uncut };
  try {
    return { parts: await tower.parts(), left: null };
  } catch (thrown) {
    if (thrown instanceof AppError) return { parts: null, left: thrown.message };
    throw thrown;
  }
}

/** Returns how the tower cuts a picture into patches. */
function patchGrid(
  { tower, vision, framesPerStep }: ModelConfig,
  { width, height }: Size,
): PatchGrid {
  const { patch } = "patch" in vision ? vision : tower;
  const grid = { rows: Math.floor(height / patch), columns: Math.floor(width / patch) };
  return { grid, patch, merge: vision.kind === "patches" ? vision.merge : 1, framesPerStep };
}

/** Returns how many steps fit into memory, up to what the encoder takes at once. */
function stepsThatFit(
  gpu: Gpu,
  graph: Graph,
  { tower, vision, framesPerStep }: ModelConfig,
  { resizes }: VideoLayout,
): number {
  const { width, height } = must(resizes.at(-1), "size of the model's picture");
  const { patch, hidden, heads } = tower;
  const shape = {
    patches: vision.kind === "padded" ? vision.rows : Math.ceil((width * height) / patch ** 2),
    framesPerStep,
    hidden,
    heads,
    isFused: isFused(graph),
  };
  return stepsPerRun(shape, largestTensor(gpu.device.limits, gpu.ledger.liveBytes));
}

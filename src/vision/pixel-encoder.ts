// Turns batches of pixels into features by one model's vision encoder: of all patches, of those that change, or of those that are
// chosen, and knows which these were.

import { must } from "../base/assert.ts";
import { AppError } from "../base/errors.ts";
import type { Gpu } from "../gpu/device.ts";
import type { PatchGrid } from "../kernels/patch-sources.ts";
import type { Size, VideoLayout } from "../model/adapters/adapter.ts";
import type { ModelConfig } from "../model/config.ts";
import type { Tower } from "../model/tower.ts";
import type { TowerParts } from "../model/tower-parts.ts";
import { createTokenChooser, type ChooseTokens } from "./choose-tokens.ts";
import {
  PATCH,
  type EncodeReport,
  type PatchCount,
  type PatchMap,
  type StaticSettings,
} from "./encode-settings.ts";
import {
  changingFeatures,
  chosenFeatures,
  wholeFeatures,
  type Chosen,
  type MakeFeatures,
} from "./features.ts";
import { createPatchChanges } from "./patch-changes.ts";
import { createCpuPatchChanges } from "./patch-changes-on-cpu.ts";
import type { PixelPlace } from "./pixels.ts";
import type { Pool } from "./pool.ts";
import { createStaticPatches } from "./static-patches.ts";
import { inRows } from "./token-patches.ts";
import { createVisionInput } from "./vision-input.ts";

export interface PixelEncoder {
  /** Batches come in the video's order, one at a time. */
  readonly makeFeatures: MakeFeatures;
  /** What was encoded so far. */
  readonly report: EncodeReport;
  /** What became of the patches so far; null where all were encoded. */
  readonly patches: PatchMap | null;
  /** [T · N] so far, 1 where a token was encoded; null where all were. */
  readonly encodedTokens: Uint8Array | null;
  destroy(): void;
}

export interface PixelEncoderOptions {
  /** Which patches are not encoded, where the tower can be cut; null: all are. */
  readonly still: StaticSettings | null;
  /** Chooses the tokens that are encoded, where the tower can be cut; null: all are. */
  readonly choose: ChooseTokens | null;
  /** Where the pixels lie. */
  readonly place: PixelPlace;
}

/** `pool` makes tokens of features, by which tokens are chosen. */
export async function createPixelEncoder(
  gpu: Gpu,
  tower: Tower,
  config: ModelConfig,
  layout: VideoLayout,
  pool: Pool,
  { still, choose, place }: PixelEncoderOptions,
): Promise<PixelEncoder> {
  const picture = must(layout.resizes.at(-1), "size of the model's picture");
  const isWhole = still === null && choose === null;
  const { parts, left } = isWhole ? WHOLE : await cutParts(tower);
  const pictureGrid = { picture, ...patchGrid(config, picture) };
  const changes = (settings: StaticSettings) =>
    place === "cpu"
      ? createCpuPatchChanges(pictureGrid, settings)
      : createPatchChanges(gpu, pictureGrid, settings);
  const [pack, found] = await Promise.all([
    createVisionInput(gpu, tower, config.vision, picture),
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
    makeFeatures,
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
    destroy: () => staticPatches?.destroy(),
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

// Turns a batch of pixels into features by the whole vision encoder, or by its parts.

import type { Tensor } from "../gpu/tensor.ts";
import type { Graph } from "../model/graph.ts";
import { featuresOf, type TowerParts } from "../model/tower-parts.ts";
import type { ChosenTokens, TokenChooser } from "./choose-tokens.ts";
import { encodeChosen } from "./encode-chosen.ts";
import type { Pixels } from "./pixels.ts";
import type { StaticPatches } from "./static-patches.ts";
import type { PackFrames } from "./vision-input.ts";

/**
 * Returns the features of the first `steps` of `pixels`, P rows of D a step in any shape; the caller destroys them. The first of
 * these is step `firstStep` of the video.
 */
export type MakeFeatures = (pixels: Pixels, steps: number, firstStep: number) => Promise<Tensor>;

export interface FeatureParts {
  readonly pack: PackFrames;
  readonly framesPerStep: number;
}

/** Encodes all patches. */
export const wholeFeatures =
  (graph: Graph, { pack, framesPerStep }: FeatureParts): MakeFeatures =>
  async (pixels, steps) => {
    const packed = pack(pixels, steps * framesPerStep);
    try {
      return await featuresOf(graph, packed.feeds);
    } finally {
      packed.destroy();
    }
  };

/** Encodes what changes, and copies the rest. */
export const changingFeatures =
  (tower: TowerParts, still: StaticPatches, { pack, framesPerStep }: FeatureParts): MakeFeatures =>
  (pixels, steps) => {
    const packed = pack(pixels, steps * framesPerStep);
    return still.encode({ pixels, steps }, packed.feeds, tower).finally(() => packed.destroy());
  };

/** What was chosen and how much was encoded for it, batch by batch. */
export interface Chosen {
  readonly batches: Map<number, ChosenTokens & { readonly encoded: number }>;
}

/** Encodes what is chosen, and leaves out the rest. `chosen` is told by the first step of each batch. */
export const chosenFeatures =
  (
    tower: TowerParts,
    chooser: TokenChooser,
    chosen: Chosen,
    { pack, framesPerStep }: FeatureParts,
  ): MakeFeatures =>
  async (pixels, steps, firstStep) => {
    const packed = pack(pixels, steps * framesPerStep);
    const begun = await tower.embed(packed.feeds).finally(() => packed.destroy());
    try {
      const patches = tower.toTensor(begun.patches);
      const tokens = await chooser.choose(patches, steps).finally(() => patches.destroy());
      const { result, encoded } = await encodeChosen(begun, tokens, steps, tower.layers);
      chosen.batches.set(firstStep, { ...tokens, encoded });
      return await tower.head(result);
    } finally {
      begun.destroy();
    }
  };

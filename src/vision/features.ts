// Turns a batch of pixels into features by the whole vision encoder, or by its parts.

import { must } from "../base/assert.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { Graph } from "../model/graph.ts";
import type { TowerParts } from "../model/tower.ts";
import type { StaticPatches } from "./static-patches.ts";
import type { PackFrames } from "./vision-input.ts";

/** Returns the features of the first `steps` of `pixels`, P rows of D a step in any shape; the caller destroys them. */
export type MakeFeatures = (pixels: Tensor, steps: number) => Promise<Tensor>;

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
      const wanted = { image_features: null };
      const values = await graph.run(packed.feeds, wanted, { isLarge: true });
      return graph.toTensor(must(values["image_features"], "image_features"), "vision/features");
    } finally {
      packed.destroy();
    }
  };

/** Encodes what changes, and copies the rest. */
export const changingFeatures =
  (
    { embed, layers, head }: TowerParts,
    still: StaticPatches,
    { pack, framesPerStep }: FeatureParts,
  ): MakeFeatures =>
  async (pixels, steps) => {
    const packed = pack(pixels, steps * framesPerStep);
    const begun = await embed(packed.feeds).finally(() => packed.destroy());
    let encoded: Tensor;
    try {
      encoded = await still.encode({ pixels, steps }, begun, layers);
    } finally {
      begun.patches.destroy();
      begun.turns?.destroy();
    }
    try {
      return await head(encoded);
    } finally {
      encoded.destroy();
    }
  };

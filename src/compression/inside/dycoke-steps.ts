// DyCoke's second stage (CVPR 2025, arXiv 2411.15024; code at dd74634, its README's numbers): while an answer is written, the
// layers from one on look at the visual rows only that the last token looked at most in the layer before. Nothing is dropped
// from the cache, and what is looked at is chosen anew.

import type { MethodId } from "../request.ts";

/** What the steps of an answer look at. */
export interface StepRule {
  /** The first layer that does not look at everything. */
  readonly layer: number;
  /** Returns how many of the visual rows it looks at. */
  keep(visual: number): number;
  /** A step whose attention is at least so like the last one's, as a cosine, looks at everything, as in the authors' code. */
  readonly likeness: number;
}

const LAYER = 3;
/** A shallow decoder looks at everything in its first layer only. */
const SHALLOW = 12;
const DROPPED = 0.7;

const dycokeSteps = (layers: number): StepRule => ({
  layer: layers < SHALLOW ? 1 : LAYER,
  keep: (visual) => Math.floor(visual * (1 - DROPPED)),
  likeness: 0.9,
});

/** The rules by method, for a decoder of so many layers; the others look at everything. */
export const STEP_METHODS: Readonly<Partial<Record<MethodId, (layers: number) => StepRule>>> = {
  "dycoke-steps": dycokeSteps,
};

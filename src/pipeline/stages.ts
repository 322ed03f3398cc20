// The stages of the pipeline, whose times make the waterfall.

import { createStopwatch, type Span, type Stopwatch } from "../base/span.ts";

/**
 * The stages of the pipeline, in its order. "remade" is the part of a prefill that a method inside the decoder makes anew for each
 * question: its rows behind the first cut.
 */
export const STAGES = [
  "decode",
  "preprocess",
  "encode",
  "pool",
  "score",
  "select",
  "gather",
  "splice",
  "prefill",
  "remade",
  "step",
] as const;

export type StageName = (typeof STAGES)[number];

/** The time of one stage's work, a bar of the waterfall. */
export type StageSpan = Span<StageName>;

export type StageStopwatch = Stopwatch<StageName>;

/** Creates a stopwatch, which keeps at least its last `most` spans. */
export const createStageStopwatch = (most?: number): StageStopwatch => createStopwatch(most);

// The stages of the pipeline, whose times make the waterfall.

import { createStopwatch, type Span, type Stopwatch } from "../base/span.ts";

/** The stages of the pipeline, in its order. */
export type StageName =
  | "decode"
  | "preprocess"
  | "encode"
  | "pool"
  | "score"
  | "select"
  | "gather"
  | "splice"
  | "prefill"
  | "step";

/** The time of one stage's work, a bar of the waterfall. */
export type StageSpan = Span<StageName>;

export type StageStopwatch = Stopwatch<StageName>;

export const createStageStopwatch = (): StageStopwatch => createStopwatch();

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

/** A bar of the waterfall. Times are milliseconds on the engine's clock (`performance.now()` in the worker). */
export interface Span {
  readonly stage: StageName;
  readonly startMs: number;
  readonly endMs: number;
  /** What the bar is about: frames of a batch, positions of a prefill. */
  readonly items: number;
}

/** Collects the spans of one job. */
export interface Stopwatch {
  readonly spans: readonly Span[];
  /** Times `work`, whether it succeeds or not. */
  time<T>(stage: StageName, items: number, work: () => Promise<T> | T): Promise<T>;
}

export function createStopwatch(): Stopwatch {
  const spans: Span[] = [];
  return {
    spans,
    async time(stage, items, work) {
      const startMs = performance.now();
      try {
        return await work();
      } finally {
        spans.push({ stage, startMs, endMs: performance.now(), items });
      }
    },
  };
}

/** Summed length of all spans of a stage, milliseconds. */
export function stageMs(spans: readonly Span[], stage: StageName): number {
  return spans
    .filter((span) => span.stage === stage)
    .reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
}

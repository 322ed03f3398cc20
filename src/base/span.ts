/** One bar of the waterfall. Times are milliseconds on the engine's clock (`performance.now()` in the worker). */
export interface Span<Stage extends string> {
  readonly stage: Stage;
  readonly startMs: number;
  readonly endMs: number;
  /** How many things the bar is about: the frames of a batch, the positions of a prefill. */
  readonly items: number;
}

/** Measures how long the stages of one job take. */
export interface Timer<Stage extends string> {
  /** Measures `work`, whether it succeeds or throws, and returns its result. */
  time<T>(stage: Stage, items: number, work: () => Promise<T> | T): Promise<T>;
}

/** A timer that keeps the spans it has measured. */
export interface Stopwatch<Stage extends string> extends Timer<Stage> {
  readonly spans: readonly Span<Stage>[];
}

export function createStopwatch<Stage extends string>(): Stopwatch<Stage> {
  const spans: Span<Stage>[] = [];
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

/** Returns the summed length of all spans of a stage, in milliseconds. */
export function stageMs<Stage extends string>(
  spans: readonly Span<Stage>[],
  stage: NoInfer<Stage>,
): number {
  return spans
    .filter((span) => span.stage === stage)
    .reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
}

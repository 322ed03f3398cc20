/** A bar of the waterfall. Times are milliseconds on the engine's clock (`performance.now()` in the worker). */
export interface Span<Stage extends string> {
  readonly stage: Stage;
  readonly startMs: number;
  readonly endMs: number;
  /** What the bar is about: frames of a batch, positions of a prefill. */
  readonly items: number;
}

/** Times the work of one job's stages. */
export interface Timer<Stage extends string> {
  /** Times `work`, whether it succeeds or not. */
  time<T>(stage: Stage, items: number, work: () => Promise<T> | T): Promise<T>;
}

/** A timer that keeps the spans. */
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

/** Summed length of all spans of a stage, milliseconds. */
export function stageMs<Stage extends string>(
  spans: readonly Span<Stage>[],
  stage: NoInfer<Stage>,
): number {
  return spans
    .filter((span) => span.stage === stage)
    .reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
}

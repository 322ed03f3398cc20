/** One bar of the waterfall. Times are milliseconds on the engine's clock (`performance.now()` in the worker). */
export interface Span<Stage extends string> {
  /** The stage that was timed. */
  readonly stage: Stage;
  /** When it began. */
  readonly startMs: number;
  /** When it ended. */
  readonly endMs: number;
  /** The number of things that it worked on: frames of a batch, positions of a prefill. */
  readonly items: number;
}

/** Measures how long the stages of one job take. */
export interface Timer<Stage extends string> {
  /** Measures `work`, whether it succeeds or throws, and returns its result. */
  time<T>(stage: Stage, items: number, work: () => Promise<T> | T): Promise<T>;
  /** Adds what was measured elsewhere, such as work that overlaps with the next. */
  add(span: Span<Stage>): void;
}

/** A timer that keeps the spans it has measured. */
export interface Stopwatch<Stage extends string> extends Timer<Stage> {
  readonly spans: readonly Span<Stage>[];
}

/** The most spans that a stopwatch keeps: those of hours of reading would be a leak. */
const MOST_SPANS = 20_000;

/** Creates a stopwatch, which keeps its last spans: at least `most`, and less than twice as many. */
export function createStopwatch<Stage extends string>(most: number = MOST_SPANS): Stopwatch<Stage> {
  const spans: Span<Stage>[] = [];
  const add = (span: Span<Stage>): void => {
    spans.push(span);
    if (spans.length >= 2 * most) spans.splice(0, most);
  };
  return {
    spans,
    async time(stage, items, work) {
      const startMs = performance.now();
      try {
        return await work();
      } finally {
        add({ stage, startMs, endMs: performance.now(), items });
      }
    },
    add,
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

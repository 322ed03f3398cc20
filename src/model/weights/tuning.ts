// The numbers of fetching and keeping, in one place; tests make them small.

export interface Tuning {
  /** The size of the pieces that have a digest each, so that damage costs one piece and not the file. */
  readonly partBytes: number;
  /** What a crash may lose: stored bytes are recorded after this many, or after `flushMs`. */
  readonly flushBytes: number;
  readonly flushMs: number;
  /** A connection that brings nothing for so long counts as broken. */
  readonly stallMs: number;
  /** Progress is told at most so often, apart from a change of phase. */
  readonly progressMs: number;
  /** The failures in a row, without a new byte between, after which it gives up. */
  readonly tries: number;
  /** The longest first wait; each further one may be twice as long, up to the limit. */
  readonly retryBaseMs: number;
  readonly retryMaxMs: number;
  /** The most bytes that a model may take in memory when it cannot be kept on disk. */
  readonly memoryMaxBytes: number;
  /** How long a check or a removal waits for another tab's download of the same model. */
  readonly lockWaitMs: number;
}

export const DEFAULT_TUNING: Tuning = {
  partBytes: 8 * 1024 ** 2,
  flushBytes: 4 * 1024 ** 2,
  flushMs: 1000,
  stallMs: 20_000,
  progressMs: 100,
  tries: 6,
  retryBaseMs: 500,
  retryMaxMs: 30_000,
  memoryMaxBytes: 2 * 1024 ** 3,
  lockWaitMs: 5000,
};

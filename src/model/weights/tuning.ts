// The numbers of fetching and keeping, in one place; tests make them small.

export interface Tuning {
  /** A digest is taken of every piece of this size, so that rot costs one piece and not the file. */
  readonly partBytes: number;
  /** What a crash may cost: bytes on disk are counted as there after this many, or after `flushMs`. */
  readonly flushBytes: number;
  readonly flushMs: number;
  /** A connection that brings nothing for so long counts as cut. */
  readonly stallMs: number;
  /** Failures in a row, without one new byte between, until it gives up. */
  readonly tries: number;
  /** The first wait is up to this; every next one up to twice as long, to the limit. */
  readonly retryBaseMs: number;
  readonly retryMaxMs: number;
  /** The most a model may take in memory when it cannot be kept on disk. */
  readonly memoryMaxBytes: number;
  /** How long a check or a removal waits for another tab's download of the same model. */
  readonly lockWaitMs: number;
}

export const DEFAULT_TUNING: Tuning = {
  partBytes: 8 * 1024 ** 2,
  flushBytes: 4 * 1024 ** 2,
  flushMs: 1000,
  stallMs: 20_000,
  tries: 6,
  retryBaseMs: 500,
  retryMaxMs: 30_000,
  memoryMaxBytes: 2 * 1024 ** 3,
  lockWaitMs: 5000,
};

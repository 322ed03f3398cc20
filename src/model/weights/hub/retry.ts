// When to try again. Failures that may pass are waited out, longer each time and with jitter, so that many pages do not
// return at once; a server's Retry-After is honoured. Bytes that arrive reset the count.

import type { AppError } from "../../../base/errors.ts";
import type { Tuning } from "../tuning.ts";

/** A failure that may pass. `error` is what the reader gets when it does not. */
export class Passing extends Error {
  readonly error: AppError;
  readonly retryAfterMs: number | null;

  constructor(error: AppError, retryAfterMs: number | null = null) {
    super(error.message, { cause: error });
    this.error = error;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The longest wait that a server may ask for. */
const RETRY_AFTER_MAX_MS = 120_000;

/** Returns the milliseconds of a Retry-After header, which holds seconds or a date; null when it cannot be used. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null || header.trim() === "") return null;
  const seconds = Number(header);
  const wanted = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(wanted) ? Math.min(RETRY_AFTER_MAX_MS, Math.max(0, wanted)) : null;
}

/** Returns the wait before try `failures` + 1, uniform between half the exponential step and all of it. */
export function backoffMs(
  failures: number,
  { retryBaseMs, retryMaxMs }: Pick<Tuning, "retryBaseMs" | "retryMaxMs">,
  random: () => number = Math.random,
): number {
  const step = Math.min(retryMaxMs, retryBaseMs * 2 ** (failures - 1));
  return step * (0.5 + 0.5 * random());
}

/** Counts the failures of one file. */
export class Patience {
  readonly #tuning: Tuning;
  readonly #signal: AbortSignal;
  #failures = 0;

  /** The number of the try, starting at 1. */
  attempt = 1;

  constructor(tuning: Tuning, signal: AbortSignal) {
    this.#tuning = tuning;
    this.#signal = signal;
  }

  /** Resets the count, because something new arrived. */
  worked(): void {
    this.#failures = 0;
  }

  /** Waits until it is time to try again. @throws `thrown` when it is lasting or there were too many tries. */
  async wait(thrown: unknown, onRetry: () => void): Promise<void> {
    this.#signal.throwIfAborted();
    if (!(thrown instanceof Passing)) throw thrown;
    if (++this.#failures >= this.#tuning.tries) throw thrown.error;
    this.attempt++;
    onRetry();
    await sleep(thrown.retryAfterMs ?? backoffMs(this.#failures, this.#tuning), this.#signal);
  }

  /** Calls `job` until it succeeds or there were too many tries. */
  async run<T>(job: () => Promise<T>, onRetry: () => void): Promise<T> {
    for (;;) {
      try {
        return await job();
      } catch (thrown) {
        await this.wait(thrown, onRetry);
      }
    }
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}

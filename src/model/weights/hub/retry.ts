// When to try again: failures that may pass are waited out, longer each time and by chance, so that many pages
// do not come back at once; a server that names its time is believed. Bytes that arrive reset the count.

import type { AppError } from "../../../base/errors.ts";
import type { Tuning } from "../tuning.ts";

/** A failure that may pass. `error` is what the person reads when it does not. */
export class Passing extends Error {
  readonly error: AppError;
  readonly retryAfterMs: number | null;

  constructor(error: AppError, retryAfterMs: number | null = null) {
    super(error.message, { cause: error });
    this.error = error;
    this.retryAfterMs = retryAfterMs;
  }
}

/** A server may not send a page to sleep for longer. */
const RETRY_AFTER_MAX_MS = 120_000;

/** Milliseconds of a Retry-After header, which holds seconds or a date; null when it says nothing usable. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null || header.trim() === "") return null;
  const seconds = Number(header);
  const wanted = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(wanted) ? Math.min(RETRY_AFTER_MAX_MS, Math.max(0, wanted)) : null;
}

/** Wait before try `failures` + 1: "full jitter", uniform between half the exponential step and all of it. */
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

  /** 1 for the first try, counted up by every retry. */
  attempt = 1;

  constructor(tuning: Tuning, signal: AbortSignal) {
    this.#tuning = tuning;
    this.#signal = signal;
  }

  /** Something new arrived. */
  worked(): void {
    this.#failures = 0;
  }

  /** Waits until it is time to try again. @throws what was thrown when it will not pass or patience ends. */
  async wait(thrown: unknown, onRetry: () => void): Promise<void> {
    this.#signal.throwIfAborted();
    if (!(thrown instanceof Passing)) throw thrown;
    if (++this.#failures >= this.#tuning.tries) throw thrown.error;
    this.attempt++;
    onRetry();
    await sleep(thrown.retryAfterMs ?? backoffMs(this.#failures, this.#tuning), this.#signal);
  }

  /** Runs until it succeeds or patience ends. */
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

// One GET: the token goes to the hub's own origin only, a connection that goes silent counts as cut, and what
// may pass is told from what will not.
//
// A redirect to another origin: the Fetch standard (HTTP-redirect fetch, step 13) makes the browser drop
// Authorization there; Chrome does so since 119, and test/stages/weights-faults.test.ts looks at what arrives.

import { isAbort, type AppError } from "../../../base/errors.ts";
import type { HubSettings } from "../api.ts";
import { refusal, serverFailed, strangeAnswer, unreachable, type Asked } from "./refusals.ts";
import { Passing, retryAfterMs } from "./retry.ts";

export interface GetOptions {
  readonly hub: HubSettings;
  readonly asked: Asked;
  readonly signal: AbortSignal;
  readonly stallMs: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface HubAnswer {
  readonly response: Response;
  /** Yields the body as it arrives. Leaving the loop early ends the connection. */
  pieces(): AsyncGenerator<Uint8Array<ArrayBuffer>>;
  json(): Promise<unknown>;
  /** Ends the connection. */
  drop(): void;
}

/** Sends a GET. @throws AppError when trying again is of no use, Passing when it may help; AbortError when stopped. */
export async function get(url: string, options: GetOptions): Promise<HubAnswer> {
  const { hub, asked, signal, stallMs, headers = {} } = options;
  const ownOrigin = new URL(hub.baseUrl).origin;
  const token = hub.token !== null && new URL(url).origin === ownOrigin ? hub.token : null;
  const line = new AbortController();
  const stopped = AbortSignal.any([signal, line.signal]);
  /** Waits for one step of the connection, and ends the connection when the step takes too long. */
  const inTime = async <T>(step: Promise<T>): Promise<T> => {
    let hasStalled = false;
    const timer = setTimeout(() => {
      hasStalled = true;
      line.abort();
    }, stallMs);
    try {
      return await step;
    } catch (thrown) {
      signal.throwIfAborted();
      throw new Passing(cutError(hasStalled ? stallMs : null, asked, thrown));
    } finally {
      clearTimeout(timer);
    }
  };

  const response = await inTime(
    fetch(url, {
      headers: { ...headers, ...(token !== null && { Authorization: `Bearer ${token}` }) },
      signal: stopped,
      // We keep gigabytes once, ourselves; and a hub gets neither cookies nor this page's address.
      cache: "no-store",
      credentials: "omit",
      referrerPolicy: "no-referrer",
    }),
  );
  if (!response.ok && response.status !== 416) {
    line.abort();
    const { status } = response;
    const final = refusal(status, response.headers.get("x-error-code"), asked);
    if (final !== null) throw final;
    const after = retryAfterMs(response.headers.get("retry-after"), Date.now());
    throw new Passing(serverFailed(status, asked), after);
  }

  async function* pieces(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const reader = response.body?.getReader();
    if (reader === undefined) return;
    try {
      for (;;) {
        const { done, value } = await inTime(reader.read());
        if (done) return;
        yield value;
      }
    } finally {
      line.abort();
    }
  }
  return {
    response,
    pieces,
    async json() {
      const text = await inTime(response.text());
      try {
        return JSON.parse(text);
      } catch (cause) {
        throw strangeAnswer("it is not JSON", asked, cause);
      }
    },
    drop: () => line.abort(),
  };
}

function cutError(stallMs: number | null, asked: Asked, thrown: unknown): AppError {
  if (stallMs !== null) {
    const seconds = Math.max(1, Math.round(stallMs / 1000));
    return unreachable(`nothing arrived for ${seconds} s`, asked, thrown);
  }
  // A page is not told the reason: no network, an unknown host, or an answer that CORS forbids to read.
  const why = isAbort(thrown) ? "the connection ended" : "the connection failed or was cut";
  return unreachable(why, asked, thrown);
}

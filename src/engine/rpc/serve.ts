// The worker's side: receives calls, runs the service's methods, posts what comes back.

import { toPlainError } from "../../base/errors.ts";
import { drain } from "../../base/stream.ts";
import { tellWatched } from "../../base/watched.ts";
import { picturesIn, type FromWorker, type SentError, type ToWorker } from "./messages.ts";
import { entriesOf, type Call, type CallTable } from "./service.ts";

/** What serving needs of a worker's global scope. */
export interface ServerPort {
  postMessage(message: unknown, options?: { transfer?: Transferable[] }): void;
  addEventListener(kind: "message", listener: (event: MessageEvent) => void): void;
}

type Run = (
  ...args: readonly unknown[]
) => Promise<unknown> | AsyncGenerator<unknown, unknown, undefined>;

/**
 * Answers the calls of `table` from what `begin` makes: it gets the client's setting, and `emit`, which sends an event to
 * the client's subscribers. A method's options always hold a signal, and the callbacks that the caller listens to.
 */
export function serve<Service extends object>(
  port: ServerPort,
  table: CallTable<Service>,
  begin: (setting: unknown, emit: (event: unknown) => void) => Service,
): void {
  const calls: ReadonlyMap<string, Call> = new Map(entriesOf(table));
  const aborters = new Map<number, AbortController>();
  let service: Service | null = null;

  const post = (message: FromWorker, transfer: Transferable[] = []): void =>
    port.postMessage(message, { transfer });

  tellWatched((what) => post({ kind: "watched", what }));

  const run = async ({ id, name, args, callbacks }: ToWorker & { kind: "call" }) => {
    const call = calls.get(name);
    if (service === null || call === undefined) throw new Error(`This worker has no "${name}".`);
    const aborter = new AbortController();
    aborters.set(id, aborter);
    const given = [...args];
    if (call.options !== null) {
      const heard = callbacks.map((callback) => [
        callback,
        (...told: unknown[]) =>
          post({ kind: "callback", id, name: callback, args: told }, picturesIn(told)),
      ]);
      given[call.options] = {
        ...(given[call.options] as object),
        ...Object.fromEntries(heard),
        signal: aborter.signal,
      };
    }
    // Name and arguments were paired by the client's types.
    const method = service[name as keyof Service] as Run;
    const result = method(...given);
    if (result instanceof Promise) return result;
    return drain(result, (piece) => post({ kind: "piece", id, piece }));
  };

  const answer = async (message: ToWorker & { kind: "call" }): Promise<void> => {
    const { id } = message;
    try {
      post({ kind: "done", id, value: await run(message) });
    } catch (thrown) {
      post({ kind: "failed", id, error: errorToSend(thrown) });
    } finally {
      aborters.delete(id);
    }
  };

  port.addEventListener("message", ({ data }) => {
    const message = data as ToWorker;
    if (message.kind === "call") void answer(message);
    else if (message.kind === "abort") aborters.get(message.id)?.abort();
    else service = begin(message.setting, (event) => post({ kind: "event", event }));
  });
}

/** Causes deeper than this are left out; an error may be its own. */
const CAUSES = 4;

function errorToSend(thrown: unknown, causes = CAUSES): SentError {
  const plain = toPlainError(thrown);
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  if (cause === undefined || causes === 0) return plain;
  return { ...plain, cause: errorToSend(cause, causes - 1) };
}

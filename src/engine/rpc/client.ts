// The page's side of a worker: a service whose calls become messages. Cancelling, callbacks and the death of the worker
// are dealt with here, once for all calls.

import { fromPlainError, isAbort, type AppError } from "../../base/errors.ts";
import { streamOf } from "../../base/stream.ts";
import { streamsIn, type FromWorker, type SentError, type ToWorker } from "./messages.ts";
import { serviceOf, type Call, type CallTable } from "./service.ts";

/** What the client needs of a Worker. */
export type WorkerPort = Pick<Worker, "postMessage" | "addEventListener" | "terminate">;

export interface ClientErrors {
  /** Given to running calls and to all later ones when the worker dies. `reason` is the browser's text. */
  readonly crashed: (reason: string) => AppError;
  /** Given to running calls when the worker had to be ended, because `what` did not come to an end. */
  readonly endless?: (what: string) => AppError;
  /** Given to calls after `dispose()`. */
  readonly disposed: () => AppError;
}

export interface Client<Service, Event> {
  readonly service: Service;
  /** Calls `listener` for every event of the worker until the returned function is called. */
  readonly subscribe: (listener: (event: Event) => void) => () => void;
  /** Whether the worker was ended because something in it did not come to an end; another can take its place. */
  readonly wasEndless: () => boolean;
  /** Ends the worker; running calls end as aborted. */
  readonly dispose: () => void;
}

/** How long something that may never end is waited for: the largest tokenizer takes seconds on a slow machine. */
const ENDLESS_MS = 20_000;

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
  readonly callbacks: ReadonlyMap<string, (...args: readonly unknown[]) => void>;
  readonly onPiece: (piece: unknown) => void;
}

/** A client for the service that `worker` serves with the same `table`; `setting` is what that service is made of. */
export function createClient<Service, Event = never>(
  worker: WorkerPort,
  table: CallTable<Service>,
  errors: ClientErrors,
  setting?: unknown,
  endlessMs: number = ENDLESS_MS,
): Client<Service, Event> {
  const pending = new Map<number, Pending>();
  const listeners = new Set<(event: Event) => void>();
  let lastId = 0;
  let gone: (() => Error) | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isEndless = false;

  const send = (message: ToWorker, transfer: Transferable[] = []): void =>
    worker.postMessage(message, { transfer });

  const endAll = (error: Error): void => {
    for (const call of pending.values()) call.reject(error);
    pending.clear();
  };

  const crash = (reason: string): void => {
    gone ??= () => errors.crashed(reason);
    endAll(errors.crashed(reason));
  };

  /** Starts, or with null ends, the wait for the end of something that may never end. */
  const watch = (what: string | null): void => {
    clearTimeout(timer);
    if (what === null || errors.endless === undefined) return;
    const error = errors.endless(what);
    timer = setTimeout(() => {
      gone = () => error;
      isEndless = true;
      worker.terminate();
      endAll(error);
    }, endlessMs);
  };

  const receive = (message: FromWorker): void => {
    if (message.kind === "watched") return watch(message.what);
    if (message.kind === "event") {
      // The table's types pair this client with the worker that sends the event.
      for (const listener of listeners) listener(message.event as Event);
      return;
    }
    const call = pending.get(message.id);
    if (call === undefined) return;
    if (message.kind === "piece") return call.onPiece(message.piece);
    if (message.kind === "callback") return call.callbacks.get(message.name)?.(...message.args);
    pending.delete(message.id);
    if (message.kind === "done") call.resolve(message.value);
    else call.reject(errorFrom(message.error));
  };

  worker.addEventListener("message", ({ data }) => receive(data as FromWorker));
  worker.addEventListener("error", ({ message }) => crash(message || "it could not start"));
  worker.addEventListener("messageerror", () => crash("it sent what this page cannot read"));
  send({ kind: "begin", setting });

  /** Sends a call. The signal is heard until the worker has answered: what it stops is the worker's to say. */
  const request = async (
    name: string,
    args: readonly unknown[],
    { callbacks, signal }: Pick<Lifted, "callbacks" | "signal">,
    onPiece: (piece: unknown) => void,
  ): Promise<unknown> => {
    if (gone !== null) throw gone();
    if (signal?.aborted === true) throw new DOMException("Stopped.", "AbortError");
    const id = ++lastId;
    const abort = (): void => send({ kind: "abort", id });
    signal?.addEventListener("abort", abort, { once: true });
    try {
      return await new Promise<unknown>((resolve, reject) => {
        const message = { kind: "call", id, name, args, callbacks: [...callbacks.keys()] } as const;
        send(message, streamsIn(args));
        pending.set(id, { resolve, reject, callbacks, onPiece });
      });
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  };

  const method =
    (name: string, { kind, options, byId }: Call) =>
    (...given: unknown[]) => {
      if (byId !== null) given[byId] = { id: (given[byId] as { readonly id: unknown }).id };
      const { args, ...lifted } = liftOptions(given, options);
      if (kind === "once") return request(name, args, lifted, () => undefined);
      return streamOf<unknown, unknown>(
        (push, signal) => request(name, args, { ...lifted, signal }, push),
        lifted.signal,
      );
    };

  return {
    service: serviceOf(table, method),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    wasEndless: () => isEndless,
    dispose() {
      clearTimeout(timer);
      gone = errors.disposed;
      worker.terminate();
      endAll(new DOMException("Stopped: the worker was ended.", "AbortError"));
    },
  };
}

interface Lifted {
  readonly args: readonly unknown[];
  readonly callbacks: Pending["callbacks"];
  readonly signal: AbortSignal | undefined;
}

/** Takes the signal and the functions out of the options, which can then be copied. */
function liftOptions(given: readonly unknown[], place: number | null): Lifted {
  const callbacks = new Map<string, (...args: readonly unknown[]) => void>();
  if (place === null) return { args: given, callbacks, signal: undefined };
  const { signal, ...options } = (given[place] ?? {}) as { readonly signal?: AbortSignal };
  const plain: Record<string, unknown> = {};
  for (const [name, value] of Object.entries<unknown>(options)) {
    if (typeof value === "function") callbacks.set(name, (...args) => void value(...args));
    else plain[name] = value;
  }
  const args = [...given];
  args[place] = plain;
  return { args, callbacks, signal };
}

function errorFrom({ cause, ...plain }: SentError): Error {
  const error = fromPlainError(plain);
  if (cause !== undefined && !isAbort(error)) error.cause = errorFrom(cause);
  return error;
}

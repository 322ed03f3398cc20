// The worker's entry: receives calls, hands them to the session, posts what comes back. No logic of its own.

import { toPlainError } from "../base/errors.ts";
import type { CallName, Calls, FromWorker, Note, ToWorker } from "./protocol.ts";
import { createSession } from "./session.ts";

const aborters = new Map<number, AbortController>();

const post = (message: FromWorker, transfer: Transferable[] = []): void =>
  self.postMessage(message, { transfer });

const session = createSession((event) => post({ kind: "event", event }));

self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === "abort") aborters.get(data.id)?.abort();
  else void answerCall(data.id, data.name, data.args);
});

async function answerCall(id: number, name: CallName, args: Calls[CallName]): Promise<void> {
  const aborter = new AbortController();
  aborters.set(id, aborter);
  const tell = (note: Note): void =>
    post({ kind: "note", id, note }, note.kind === "frame" ? [note.frame.thumbnail] : []);
  try {
    // Name and arguments were paired by the client's types.
    const run = session[name] as (
      args: Calls[CallName],
      signal: AbortSignal,
      tell: (note: Note) => void,
    ) => Promise<unknown>;
    post({ kind: "done", id, value: await run(args, aborter.signal, tell) });
  } catch (thrown) {
    post({ kind: "failed", id, error: toPlainError(thrown) });
  } finally {
    aborters.delete(id);
  }
}

// The public engine, on the page's side: each call becomes a message to the worker, each answer settles a
// promise or feeds an iterator. `createEngine()` is what our page uses, and anybody's app may.

import { AppError, fromPlainError } from "../base/errors.ts";
import type {
  AnswerReport,
  Engine,
  EngineEvent,
  LongReport,
  ReadReport,
  SavedMemory,
} from "./api.ts";
import { hearReading } from "./hear-reading.ts";
import type { CallName, Calls, FromWorker, Note, ToWorker } from "./protocol.ts";

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
  onNote(note: Note): void;
}

/** Starts the worker. Nothing is loaded until `loadModel`; no GPU is asked for before that either. */
export function createEngine(): Engine {
  const worker = new Worker(new URL("./engine.worker.ts", import.meta.url), {
    type: "module",
    name: "framewise-engine",
  });
  const pending = new Map<number, Pending>();
  const listeners = new Set<(event: EngineEvent) => void>();
  let lastId = 0;
  let isDisposed = false;

  const send = (message: ToWorker, transfer: Transferable[] = []): void =>
    worker.postMessage(message, transfer);

  const failAll = (error: Error): void => {
    for (const call of pending.values()) call.reject(error);
    pending.clear();
  };

  worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
    if (data.kind === "event") {
      for (const listener of listeners) listener(data.event);
      return;
    }
    const call = pending.get(data.id);
    if (call === undefined) return;
    if (data.kind === "note") return call.onNote(data.note);
    pending.delete(data.id);
    if (data.kind === "done") call.resolve(data.value);
    else call.reject(fromPlainError(data.error));
  });
  worker.addEventListener("error", (event) => {
    failAll(
      new AppError(
        "engine-crashed",
        `The engine stopped: ${event.message || "its worker could not start"}.`,
        "Reload the page; the file and the model on disk are untouched.",
      ),
    );
  });

  function call<Name extends CallName>(
    name: Name,
    args: Calls[Name],
    signal?: AbortSignal,
    onNote: (note: Note) => void = () => undefined,
  ): Promise<unknown> {
    if (isDisposed) {
      return Promise.reject(
        new AppError("engine-disposed", "The engine was disposed.", "Create another one."),
      );
    }
    if (signal?.aborted) return Promise.reject(new DOMException("Stopped.", "AbortError"));
    const id = ++lastId;
    const abort = (): void => send({ kind: "abort", id });
    signal?.addEventListener("abort", abort, { once: true });
    return new Promise<unknown>((resolve, reject) => {
      pending.set(id, { resolve, reject, onNote });
      send({ kind: "call", id, name, args });
    }).finally(() => signal?.removeEventListener("abort", abort));
  }

  /** Pieces of text as they come, then the report. `break` in the consumer stops the worker too. */
  async function* stream<Report>(
    name: "ask" | "askLong",
    args: Calls["ask"] | Calls["askLong"],
    signal: AbortSignal | undefined,
    onNote: (note: Note) => void = () => undefined,
  ): AsyncGenerator<string, Report> {
    const pieces: string[] = [];
    let wake = (): void => undefined;
    let settled = false;
    const stop = new AbortController();
    const onAbort = (): void => stop.abort();
    if (signal?.aborted) stop.abort();
    signal?.addEventListener("abort", onAbort, { once: true });
    const report = call(name, args, stop.signal, (note) => {
      if (note.kind === "piece") pieces.push(note.text);
      else onNote(note);
      wake();
    });
    const finish = (): void => {
      settled = true;
      wake();
    };
    report.then(finish, finish);
    try {
      for (;;) {
        for (const piece of pieces.splice(0)) yield piece;
        if (settled) break;
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (settled || pieces.length > 0) resolve();
        });
      }
      return (await report) as Report;
    } finally {
      signal?.removeEventListener("abort", onAbort);
      if (!settled) stop.abort();
    }
  }

  const engine: Engine = {
    async loadModel(source, { runtime = "webgpu", onProgress, signal } = {}) {
      const value = await call("loadModel", { source, runtime }, signal, (note) => {
        if (note.kind === "load") onProgress?.(note.progress);
      });
      return value as Awaited<ReturnType<Engine["loadModel"]>>;
    },
    async unloadModel() {
      await call("unloadModel", {});
    },
    async openVideo(file, options = {}) {
      const { name = file instanceof File ? file.name : "video", signal } = options;
      const { frames, spread, stepTokens } = options;
      const looking = { frames, spread, stepTokens };
      const value = await call("openVideo", { file, name, looking }, signal, (note) => {
        if (note.kind === "facts") options.onFacts?.(note.facts);
        else if (note.kind === "progress") options.onProgress?.(note.progress);
        else if (note.kind === "frame") {
          if (options.onFrame === undefined) note.frame.thumbnail.close();
          else options.onFrame(note.frame);
        }
      });
      return value as Awaited<ReturnType<Engine["openVideo"]>>;
    },
    async plan({ id }, request) {
      const value = await call("plan", { videoId: id, request });
      return value as Awaited<ReturnType<Engine["plan"]>>;
    },
    ask: ({ id }, question, { signal, ...options } = {}) =>
      stream<AnswerReport>("ask", { videoId: id, question, options }, signal),
    async closeVideo({ id }) {
      await call("closeVideo", { videoId: id });
    },
    async readVideo(file, { onOpen, onFrame, onChunk, signal, ...options } = {}) {
      const { name = file instanceof File ? file.name : "video", hostBytes, ...settings } = options;
      const args = { file, name, hostBytes, settings };
      const hear = hearReading({ onOpen, onFrame, onChunk });
      return (await call("readVideo", args, signal, hear)) as ReadReport;
    },
    async readOn({ id }, { file = null, signal, ...events } = {}) {
      const args = { videoId: id, file };
      return (await call("readOn", args, signal, hearReading(events))) as ReadReport;
    },
    askLong: ({ id }, question, { signal, onChoice, ...options } = {}) =>
      stream<LongReport>("askLong", { videoId: id, question, options }, signal, (note) => {
        if (note.kind === "choice") onChoice?.(note.choice);
      }),
    async closeLong({ id }) {
      await call("closeLong", { videoId: id });
    },
    async saveLong({ id }, { onProgress, signal } = {}) {
      const hear = hearReading({ onProgress });
      return (await call("saveLong", { videoId: id }, signal, hear)) as SavedMemory;
    },
    async savedMemories() {
      return (await call("savedMemories", {})) as SavedMemory[];
    },
    async openSaved(savedId, { hostBytes, signal, ...events } = {}) {
      const args = { savedId, hostBytes };
      return (await call("openSaved", args, signal, hearReading(events))) as ReadReport;
    },
    async deleteSaved(savedId) {
      await call("deleteSaved", { savedId });
    },
    async score(features, dims, request) {
      const value = await call("score", { features, dims, request });
      return value as Awaited<ReturnType<Engine["score"]>>;
    },
    async counters() {
      return (await call("counters", {})) as Awaited<ReturnType<Engine["counters"]>>;
    },
    async loseDevice() {
      await call("loseDevice", {});
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      isDisposed = true;
      worker.terminate();
      failAll(new DOMException("The engine was disposed.", "AbortError"));
    },
  };
  return engine;
}

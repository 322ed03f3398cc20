// The weights store on the page's side: each call becomes a message to its worker. What only a page may ask the
// browser (how much room there is, to be kept from eviction) is asked here.

import { AppError, fromPlainError } from "../base/errors.ts";
import type {
  DownloadProgress,
  StoredModel,
  VerifyProgress,
  Weights,
} from "../model/weights/api.ts";
import type { Tuning } from "../model/weights/tuning.ts";
import type {
  FromWeightsWorker,
  ToWeightsWorker,
  WeightsCallName,
  WeightsCalls,
} from "./weights-protocol.ts";

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
  onProgress(progress: DownloadProgress | VerifyProgress): void;
}

/** Starts the worker. `tuning` is for tests; people get its defaults. */
export function createWeights(tuning: Partial<Tuning> = {}): Weights {
  const worker = new Worker(new URL("./weights.worker.ts", import.meta.url), {
    type: "module",
    name: "framewise-weights",
  });
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let isDisposed = false;

  const send = (message: ToWeightsWorker): void => worker.postMessage(message);
  const failAll = (error: Error): void => {
    for (const call of pending.values()) call.reject(error);
    pending.clear();
  };

  worker.addEventListener("message", ({ data }: MessageEvent<FromWeightsWorker>) => {
    const call = pending.get(data.id);
    if (call === undefined) return;
    if (data.kind === "progress") return call.onProgress(data.progress);
    pending.delete(data.id);
    if (data.kind === "done") call.resolve(data.value);
    else call.reject(fromPlainError(data.error));
  });
  worker.addEventListener("error", (event) =>
    failAll(
      new AppError(
        "weights-crashed",
        `The download's worker stopped: ${event.message || "it could not start"}.`,
        "Reload the page; what has arrived is kept.",
      ),
    ),
  );
  send({ kind: "begin", tuning });

  function call<Name extends WeightsCallName>(
    name: Name,
    args: WeightsCalls[Name],
    options: { signal?: AbortSignal; onProgress?: (progress: never) => void } = {},
  ): Promise<unknown> {
    const { signal, onProgress } = options;
    if (isDisposed) {
      return Promise.reject(
        new AppError("weights-disposed", "The weights store was disposed.", "Create another one."),
      );
    }
    if (signal?.aborted) return Promise.reject(new DOMException("Stopped.", "AbortError"));
    const id = ++lastId;
    const abort = (): void => send({ kind: "abort", id });
    signal?.addEventListener("abort", abort, { once: true });
    return new Promise<unknown>((resolve, reject) => {
      // The call's name decides which of the two kinds of progress arrives.
      const tell: Pending["onProgress"] = (progress) => onProgress?.(progress as never);
      pending.set(id, { resolve, reject, onProgress: tell });
      send({ kind: "call", id, name, args });
    }).finally(() => signal?.removeEventListener("abort", abort));
  }

  return {
    list: async () => (await call("list", {})) as StoredModel[],
    download: async (request, hub, options) =>
      (await call("download", { request, hub }, options)) as StoredModel,
    open: async (repo, paths) => (await call("open", { repo, paths })) as ReadonlyMap<string, Blob>,
    verify: async (repo, options) =>
      (await call("verify", { repo }, options)) as { readonly bad: readonly string[] },
    async remove(repo, paths) {
      await call("remove", { repo, paths });
    },
    async space() {
      const { usage = 0, quota = 0 } = await navigator.storage.estimate();
      return {
        usageBytes: usage,
        quotaBytes: quota,
        isPersisted: await navigator.storage.persisted(),
      };
    },
    persist: () => navigator.storage.persist(),
    dispose() {
      isDisposed = true;
      worker.terminate();
      failAll(new DOMException("The weights store was disposed.", "AbortError"));
    },
  };
}

// The weights store without its thread: what the worker runs, and what tests run on a store of their own.

import { AppError } from "../../base/errors.ts";
import type { Weights } from "./api.ts";
import { downloadModel } from "./download.ts";
import { withLockSoon } from "./locks.ts";
import { isComplete, loadManifest, storedModel } from "./manifest.ts";
import { dataName } from "./sidecar.ts";
import { createSpillStore } from "./spill-store.ts";
import type { WeightStore } from "./store.ts";
import { DEFAULT_TUNING, type Tuning } from "./tuning.ts";
import { verifyModel } from "./verify.ts";
import { sizeWords } from "./words.ts";

/** Everything but what only a page may do. */
export type WeightsService = Pick<Weights, "list" | "download" | "open" | "verify" | "remove">;

export function createWeightsService(
  disk: WeightStore,
  tuning: Partial<Tuning> = {},
): WeightsService {
  const numbers: Tuning = { ...DEFAULT_TUNING, ...tuning };
  const store = createSpillStore(disk, numbers.memoryMaxBytes);
  const never = new AbortController().signal;
  return {
    async list() {
      const models = [];
      for (const repo of (await store.repos()).sort()) {
        const manifest = await loadManifest(store, repo);
        if (manifest !== null) models.push(await storedModel(store, manifest));
      }
      return models;
    },
    download: (request, settings, { onProgress, signal } = {}) =>
      downloadModel(request, {
        store,
        tuning: numbers,
        settings,
        signal: signal ?? never,
        onProgress: onProgress ?? (() => undefined),
        freeBytes,
      }),
    async open(repo) {
      const manifest = await loadManifest(store, repo);
      if (manifest === null) throw notHere(repo);
      if (!isComplete(manifest)) {
        const { doneBytes, bytes } = await storedModel(store, manifest);
        throw new AppError(
          "weights-incomplete",
          `"${repo}" is not complete: ${sizeWords(doneBytes)} of ${sizeWords(bytes)} are here.`,
          "Press download again; it goes on where it stopped.",
        );
      }
      const files = new Map<string, Blob>();
      for (const { path, bytes } of manifest.files) {
        const blob = await store.blob(repo, dataName(path));
        if (blob?.size !== bytes) throw lost(repo, path, bytes, blob?.size ?? 0);
        files.set(path, blob);
      }
      return files;
    },
    async verify(repo, { onProgress, signal } = {}) {
      const options = { signal: signal ?? never, onProgress: onProgress ?? (() => undefined) };
      const bad = await withLockSoon(repo, options.signal, numbers.lockWaitMs, () =>
        verifyModel(store, repo, options),
      );
      return { bad };
    },
    remove: (repo) => withLockSoon(repo, never, numbers.lockWaitMs, () => store.remove(repo)),
  };
}

async function freeBytes(): Promise<number | null> {
  const { quota, usage = 0 } = await navigator.storage.estimate();
  return quota === undefined ? null : quota - usage;
}

function notHere(repo: string): AppError {
  return new AppError(
    "weights-missing",
    `"${repo}" is not on this disk.`,
    "Download it in the model picker; the browser may have deleted it to make room.",
  );
}

function lost(repo: string, path: string, wanted: number, got: number): AppError {
  return new AppError(
    "weights-incomplete",
    `"${path}" of "${repo}" has ${got} bytes on this disk, wanted ${wanted}.`,
    "Press download; only what is missing is fetched.",
  );
}

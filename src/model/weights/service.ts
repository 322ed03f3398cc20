// The weights store without its worker: the worker runs it, and tests run it on a store of their own.

import { AppError } from "../../base/errors.ts";
import type { Weights } from "./api.ts";
import { downloadModel } from "./jobs/download.ts";
import type { DiskFolders } from "../../disk/disk-folders.ts";
import { withLockSoon } from "../../disk/locks.ts";
import { lockOf } from "./jobs/job.ts";
import { isWhole, loadManifest, saveManifest, describeStored } from "./disk/manifest.ts";
import { filesOf } from "./jobs/plan.ts";
import { dataName, removeFile } from "./disk/sidecar.ts";
import { createWeightSpill } from "./disk/weight-spill.ts";
import { DEFAULT_TUNING, type Tuning } from "./tuning.ts";
import { verifyModel } from "./jobs/verify.ts";
import { sizeWords } from "../../base/size-words.ts";

/** All calls except those that only a page may make. */
export type WeightsService = Pick<Weights, "list" | "download" | "open" | "verify" | "remove">;

export function createWeightsService(
  disk: DiskFolders,
  tuning: Partial<Tuning> = {},
): WeightsService {
  const numbers: Tuning = { ...DEFAULT_TUNING, ...tuning };
  const store = createWeightSpill(disk, numbers.memoryMaxBytes);
  const never = new AbortController().signal;
  /** Runs alone on a model. @throws AppError `weights-busy` when another tab holds it for too long. */
  const alone = <T>(repo: string, signal: AbortSignal, run: () => Promise<T>): Promise<T> =>
    withLockSoon(lockOf(repo), { signal, waitMs: numbers.lockWaitMs, busy: busy(repo) }, run);
  return {
    async list() {
      const models = [];
      for (const repo of (await store.names()).sort()) {
        const manifest = await loadManifest(store, repo);
        if (manifest !== null) models.push(await describeStored(store, manifest));
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
    async open(repo, paths, isAlone = false) {
      const manifest = await loadManifest(store, repo);
      if (manifest === null) throw notHere(repo);
      const named = paths === undefined ? manifest.files : filesOf(manifest, paths);
      const wanted = isAlone ? named.filter(({ path }) => paths?.includes(path)) : named;
      const stranger = paths?.find((path) => !wanted.some((file) => file.path === path));
      if (stranger !== undefined) throw lost(repo, stranger);
      if (!wanted.every(isWhole)) {
        const { doneBytes, bytes } = await describeStored(store, manifest);
        throw new AppError(
          "weights-incomplete",
          `"${repo}" is not complete: ${sizeWords(doneBytes)} of ${sizeWords(bytes)} are here.`,
          "Press download again; it goes on where it stopped.",
        );
      }
      const files = new Map<string, Blob>();
      for (const { path, bytes } of wanted) {
        const blob = await store.file(repo, dataName(path));
        if (blob?.size !== bytes) throw lost(repo, path);
        files.set(path, blob);
      }
      return files;
    },
    async verify(repo, { onProgress, signal } = {}) {
      const options = { signal: signal ?? never, onProgress: onProgress ?? (() => undefined) };
      const bad = await alone(repo, options.signal, () => verifyModel(store, repo, options));
      return { bad };
    },
    remove: (repo, paths) =>
      alone(repo, never, () =>
        paths === undefined ? store.remove(repo) : removeSome(store, repo, paths),
      ),
  };
}

/** Removes files from the manifest first, so that a crash leaves uncounted bytes and never a gap. */
async function removeSome(
  store: DiskFolders,
  repo: string,
  paths: readonly string[],
): Promise<void> {
  const manifest = await loadManifest(store, repo);
  if (manifest === null) return;
  const gone = filesOf(manifest, paths);
  const files = manifest.files.filter((file) => !gone.includes(file));
  await saveManifest(store, { ...manifest, files });
  for (const { path } of gone) await removeFile(store, repo, path);
}

/** The most free space that Chrome reports, whatever the disk has; beyond it the space is unknown. */
const REPORTED_FREE_MAX_BYTES = 10 * 1024 ** 3;

async function freeBytes(): Promise<number | null> {
  const { quota, usage = 0 } = await navigator.storage.estimate();
  const free = quota === undefined ? null : quota - usage;
  return free !== null && free >= REPORTED_FREE_MAX_BYTES ? null : free;
}

const busy = (repo: string) => (cause: unknown) =>
  new AppError(
    "weights-busy",
    `"${repo}" is being downloaded or checked, perhaps in another tab.`,
    "Pause it there, or wait until it is done, and try again.",
    { cause },
  );

function notHere(repo: string): AppError {
  return new AppError(
    "weights-missing",
    `"${repo}" is not on this disk.`,
    "Download it in the model picker; the browser may have deleted it to make room.",
  );
}

function lost(repo: string, path: string): AppError {
  return new AppError(
    "weights-incomplete",
    `"${path}" of "${repo}" is not on this disk as it should be.`,
    "Press download; only what is missing is fetched.",
  );
}

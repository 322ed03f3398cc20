// Downloads a whole model from a hub to the store: finds out what it is and whether there is room, fetches file after
// file, and keeps the manifest true at every step. A second tab waits for the first and then finds the model complete.

import { AppError } from "../../../base/errors.ts";
import type { DownloadProgress, DownloadRequest, HubSettings, StoredModel } from "../api.ts";
import { fetchFile } from "./fetch-file.ts";
import { openHub } from "../hub/hub.ts";
import { lockOf, type Job } from "./job.ts";
import { withLock } from "../../../disk/locks.ts";
import {
  bytesHere,
  isWhole,
  loadManifest,
  saveManifest,
  describeStored,
  totalBytes,
  withFile,
  type Manifest,
  type ManifestFile,
} from "../disk/manifest.ts";
import { filesOf, hasTensors, isCovered, plannedFile, wantedEntries, weightsLast } from "./plan.ts";
import { ProgressMeter } from "./progress.ts";
import { fileMissing } from "../hub/refusals.ts";
import { repairKnown } from "./repair.ts";
import { Patience } from "../hub/retry.ts";
import { dataName, removeFile } from "../disk/sidecar.ts";
import type { WeightSpill } from "../disk/weight-spill.ts";
import { fetchTensors, planTensors } from "./tensors.ts";
import type { Tuning } from "../tuning.ts";
import { sizeWords } from "../../../base/size-words.ts";

/** How often progress is reported when no bytes arrive, so that the falling rate shows. */
const BEAT_MS = 1000;

export interface DownloadContext {
  readonly store: WeightSpill;
  readonly tuning: Tuning;
  readonly settings: HubSettings;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: DownloadProgress) => void;
  /** Returns the bytes that the browser would still let this origin write; null when it does not say. */
  readonly freeBytes: () => Promise<number | null>;
}

/** Returns the complete model. @throws AppError; an AbortError when stopped, and what has arrived stays. */
export async function downloadModel(
  request: DownloadRequest,
  context: DownloadContext,
): Promise<StoredModel> {
  const { settings, tuning, signal, onProgress, store } = context;
  const hub = openHub(settings, request.repo, tuning.stallMs);
  const meter = new ProgressMeter(onProgress, tuning.progressMs);
  return withLock(
    lockOf(request.repo),
    signal,
    () => meter.phase("waiting-for-tab"),
    async () => {
      const known = await withoutLost(store, await loadManifest(store, request.repo));
      const base = { repo: request.repo, store, tuning, settings, hub, signal, meter };
      const manifest = await plan(base, known, request);
      const files = filesOf(manifest, pathsOf(request));
      const job: Job = { ...base, commit: manifest.commit };
      const beat = setInterval(() => meter.beat(), BEAT_MS);
      try {
        await fetchAll(job, manifest, files, context);
      } finally {
        clearInterval(beat);
      }
      const done = await loadManifest(store, request.repo);
      return describeStored(store, done ?? manifest);
    },
  );
}

const pathsOf = ({ files, tensors }: DownloadRequest): string[] => [
  ...files.map(({ path }) => path),
  ...(tensors === undefined ? [] : [tensors.path]),
];

/** Returns the manifest without the files whose bytes are gone: a browser may evict them, a disk may fail. */
async function withoutLost(
  store: WeightSpill,
  manifest: Manifest | null,
): Promise<Manifest | null> {
  let kept = manifest;
  for (const file of manifest?.files ?? []) {
    if (kept === null || file.sha256 === null) continue;
    const here = await store.file(kept.repo, dataName(file.path));
    if (here?.size === file.bytes) continue;
    if (here === null) await removeFile(store, kept.repo, file.path);
    kept = withFile(kept, file.path, { sha256: null, badParts: [] });
  }
  return kept;
}

/** Returns the plan on disk if it covers the request, else makes a new one from the hub, which is then pinned. */
async function plan(
  base: Omit<Job, "commit">,
  known: Manifest | null,
  request: DownloadRequest,
): Promise<Manifest> {
  const isPinned = known?.revision === request.revision || known?.commit === request.revision;
  if (known !== null && isPinned && isCovered(known, request)) return known;

  const { hub, meter, signal, tuning, store, repo } = base;
  meter.phase("asking");
  const patience = new Patience(tuning, signal);
  const onRetry = (): void => meter.phase("retrying", "", patience.attempt);
  const commit =
    known !== null && isPinned
      ? known.commit
      : await patience.run(() => hub.commit(request.revision, signal), onRetry);
  const tree = await patience.run(() => hub.tree(commit, signal), onRetry);
  const { entries, absent, missing } = wantedEntries(request, tree);
  const firstMissing = missing[0];
  if (firstMissing !== undefined) throw fileMissing(hub.asked(firstMissing));

  const knownFiles = new Map(known?.files.map((file) => [file.path, file]));
  const files = new Map<string, ManifestFile>();
  // Other files of the same commit stay; those of another commit would be mixed up with this one.
  if (known?.commit === commit) for (const file of known.files) files.set(file.path, file);
  for (const entry of entries)
    files.set(entry.path, plannedFile(entry, knownFiles.get(entry.path)));
  const { tensors } = request;
  const sliced = tensors && files.get(tensors.path);
  if (tensors !== undefined && !hasTensors(sliced, tensors.names)) {
    const entry = tree.find(({ path }) => path === tensors.path);
    if (entry === undefined) throw fileMissing(hub.asked(tensors.path));
    const job: Job = { ...base, commit };
    const keptNames = sliced?.slices?.names ?? [];
    files.set(tensors.path, await planTensors(job, entry, tensors.names, keptNames));
  }
  for (const { path } of known?.files ?? []) {
    if (files.get(path) !== knownFiles.get(path)) await removeFile(store, repo, path);
  }
  const manifest: Manifest = {
    version: 1,
    repo,
    revision: request.revision,
    commit,
    addedAtMs: Date.now(),
    files: [...files.values()],
    absent: [...absent],
  };
  await saveManifest(store, manifest);
  return manifest;
}

async function fetchAll(
  job: Job,
  planned: Manifest,
  files: readonly ManifestFile[],
  { freeBytes }: DownloadContext,
): Promise<void> {
  const { store, repo, meter } = job;
  let here = 0;
  for (const file of files) {
    const bytes = await bytesHere(store, repo, file);
    meter.file(file.path, bytes);
    here += bytes;
  }
  const wantedBytes = totalBytes({ ...planned, files });
  meter.begin(wantedBytes);
  const missingBytes = wantedBytes - here;
  await mustFit(repo, missingBytes, freeBytes);
  store.expectBytes(repo, missingBytes);

  let manifest = planned;
  const change = async (path: string, to: Partial<ManifestFile>): Promise<void> => {
    manifest = { ...withFile(manifest, path, to), addedAtMs: Date.now() };
    await saveManifest(store, manifest);
  };
  for (const file of weightsLast(files)) {
    if (isWhole(file)) continue;
    if (file.sha256 !== null && file.slices === null) {
      const isMended = await repairKnown(job, file, (badParts) => change(file.path, { badParts }));
      if (isMended) continue;
      await removeFile(store, repo, file.path);
      await change(file.path, { sha256: null, badParts: [] });
    }
    const sha256 =
      file.slices === null
        ? await fetchFile(job, file)
        : await fetchTensors(job, file, file.slices);
    // This comes last, after the bytes are on disk and checked.
    await change(file.path, { sha256, badParts: [] });
    meter.file(file.path, file.bytes);
  }
  meter.beat();
}

/** Checks that there is room. @throws AppError `storage-full` before the first byte is fetched. */
async function mustFit(
  repo: string,
  missingBytes: number,
  freeBytes: DownloadContext["freeBytes"],
): Promise<void> {
  const free = await freeBytes();
  if (free === null || free >= missingBytes) return;
  throw new AppError(
    "storage-full",
    `"${repo}" needs ${sizeWords(missingBytes)} more on this disk, and the browser gives this page ${sizeWords(Math.max(0, free))}.`,
    "Delete a model in the storage panel, free space on the disk, or choose a smaller precision. A private window gets less than a normal one.",
  );
}

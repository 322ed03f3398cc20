// Repairs wrong bytes. When a check of the disk found them, the digests taken on arrival tell which parts are damaged,
// and only those are fetched. When a file that has just arrived has the wrong digest, the wrong part is unknown,
// because the hub publishes one digest a file. Its parts are then fetched again in order and replaced where they
// differ, until the whole is right: half the file on average for a single wrong part.

import { sha256Hex } from "../../../base/sha256.ts";
import { FileHash } from "../hash.ts";
import { fetchRange } from "./fetch-range.ts";
import type { Job } from "./job.ts";
import type { ManifestFile } from "../disk/manifest.ts";
import { wrongBytes } from "../hub/refusals.ts";
import {
  dataName,
  loadSidecar,
  partRange,
  removeFile,
  saveSidecar,
  type Sidecar,
} from "../disk/sidecar.ts";

const SAME_PART_TRIES = 3;

/**
 * Replaces the parts in `file.badParts`. `onPart` is called after each, so that a stop loses none.
 * @returns false when the file must be fetched as a whole: its digests are lost, or the hub's part differs.
 */
export async function repairKnown(
  job: Job,
  file: ManifestFile,
  onPart: (badParts: readonly number[]) => Promise<void>,
): Promise<boolean> {
  const sidecar = await loadSidecar(job.store, job.repo, file.path);
  if (sidecar === null) return false;
  const left = [...file.badParts];
  let here = file.bytes;
  for (const part of left) here -= lengthOf(part, sidecar, file);
  job.meter.file(file.path, here);
  job.meter.phase("downloading", file.path);
  for (let part = left[0]; part !== undefined; part = left[0]) {
    const bytes = await fetchSamePart(job, file, sidecar, part);
    if (bytes === null) return false;
    await writePart(job, file, sidecar, part, bytes);
    here += bytes.length;
    job.meter.file(file.path, here, bytes.length);
    left.shift();
    await onPart([...left]);
  }
  return true;
}

/**
 * Finds the wrong parts of a file that has just arrived with the digest `got`.
 * @returns its SHA-256.
 * @throws AppError `model-bytes-wrong` when the hub sends the same bytes again; the file is then deleted.
 */
export async function repairUnknown(job: Job, file: ManifestFile, got: string): Promise<string> {
  const { store, repo, meter, signal } = job;
  const sidecar = await loadSidecar(store, repo, file.path);
  meter.phase("retrying", file.path, 2);
  let last = got;
  if (sidecar !== null) {
    const parts = [...sidecar.parts];
    for (let part = 0; part < parts.length; part++) {
      const bytes = await fetchPart(job, file, sidecar, part);
      const digest = await sha256Hex(bytes);
      if (digest === parts[part]) continue;
      parts[part] = digest;
      await writePart(job, file, sidecar, part, bytes);
      await saveSidecar(store, repo, file.path, { ...sidecar, parts });
      const found = await hashStored(job, file, signal);
      if (found.hub === file.digest?.hex) return found.sha256;
      last = found.hub;
    }
  }
  await removeFile(store, repo, file.path);
  throw wrongBytes(file.digest?.hex ?? "", last, job.hub.asked(file.path));
}

/** Fetches a part with the digest it had; null when it keeps coming with another. */
async function fetchSamePart(
  job: Job,
  file: ManifestFile,
  sidecar: Sidecar,
  part: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  for (let left = SAME_PART_TRIES; left > 0; left--) {
    const bytes = await fetchPart(job, file, sidecar, part);
    if ((await sha256Hex(bytes)) === sidecar.parts[part]) return bytes;
  }
  return null;
}

const lengthOf = (part: number, sidecar: Sidecar, file: ManifestFile): number => {
  const [start, end] = partRange(part, sidecar.partBytes, file.bytes);
  return end - start;
};

async function fetchPart(
  job: Job,
  file: ManifestFile,
  sidecar: Sidecar,
  part: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const [start, end] = partRange(part, sidecar.partBytes, file.bytes);
  return fetchRange(job, file.path, { start, end, fileBytes: file.bytes });
}

async function writePart(
  { store, repo }: Job,
  file: ManifestFile,
  sidecar: Sidecar,
  part: number,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const out = await store.openFile(repo, dataName(file.path));
  try {
    await out.write(bytes, part * sidecar.partBytes);
    await out.flush();
  } finally {
    await out.close();
  }
}

async function hashStored({ store, repo }: Job, file: ManifestFile, signal: AbortSignal) {
  const hash = new FileHash(file.digest?.kind ?? "sha256", file.bytes);
  const here = await store.file(repo, dataName(file.path));
  const reader = here?.stream().getReader();
  for (;;) {
    signal.throwIfAborted();
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done || value === undefined) return hash.finish();
    hash.update(value);
  }
}

// Reads a stored model again and compares every part with the digest it had on arrival. Damage is written into the
// manifest, so that the next download fetches those parts only.

import type { VerifyProgress } from "../api.ts";
import { sha256Hex } from "../../../base/sha256.ts";
import {
  loadManifest,
  saveManifest,
  withFile,
  type Manifest,
  type ManifestFile,
} from "../disk/manifest.ts";
import { dataName, loadSidecar, partRange } from "../disk/sidecar.ts";
import type { DiskFolders } from "../../../disk/disk-folders.ts";

export interface VerifyOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: VerifyProgress) => void;
}

/** Returns the paths of files with damaged or missing parts, in the manifest's order; incomplete files are skipped. */
export async function verifyModel(
  store: DiskFolders,
  repo: string,
  options: VerifyOptions,
): Promise<string[]> {
  const found = await loadManifest(store, repo);
  if (found === null) return [];
  let manifest: Manifest = found;
  const files = found.files.filter(({ sha256 }) => sha256 !== null);
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const bad: string[] = [];
  let before = 0;
  for (const file of files) {
    const tell = (bytes: number): void =>
      options.onProgress({ doneBytes: before + bytes, totalBytes, file: file.path });
    const badParts = await rottenParts(store, repo, file, options.signal, tell);
    if (badParts === null) manifest = withFile(manifest, file.path, { sha256: null, badParts: [] });
    else if (badParts.length > 0) manifest = withFile(manifest, file.path, { badParts });
    if (badParts === null || badParts.length > 0) bad.push(file.path);
    before += file.bytes;
    tell(0);
  }
  if (bad.length > 0) await saveManifest(store, manifest);
  return bad;
}

/** Returns the damaged parts; null when the file's digests are gone, so that nothing of it can be trusted. */
async function rottenParts(
  store: DiskFolders,
  repo: string,
  file: ManifestFile,
  signal: AbortSignal,
  tell: (bytes: number) => void,
): Promise<number[] | null> {
  const sidecar = await loadSidecar(store, repo, file.path);
  const here = await store.file(repo, dataName(file.path));
  if (sidecar === null || here === null) return null;
  const bad: number[] = [];
  for (let part = 0; part * sidecar.partBytes < file.bytes; part++) {
    signal.throwIfAborted();
    const [start, end] = partRange(part, sidecar.partBytes, file.bytes);
    const digest = await readDigest(here.slice(start, end));
    if (digest !== sidecar.parts[part]) bad.push(part);
    tell(end);
  }
  return bad;
}

/** Returns a part's digest; null when the disk fails to read it. */
async function readDigest(part: Blob): Promise<string | null> {
  try {
    return await sha256Hex(new Uint8Array(await part.arrayBuffer()));
  } catch {
    return null; // an unreadable part counts as damaged
  }
}

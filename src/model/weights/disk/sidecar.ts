// What is known of one file's bytes on disk: how many are flushed, and the digest of each part.
// Written after the bytes, so it never promises more than there is.

import type { DiskFolders } from "../../../disk/disk-folders.ts";

export interface Sidecar {
  readonly version: 1;
  readonly partBytes: number;
  /** Bytes from the file's start that are on disk. */
  readonly offset: number;
  /** SHA-256 of every whole part below `offset`; of the last, shorter one too once the file has ended. */
  readonly parts: readonly string[];
}

/** Names in the store; the prefixes keep a repository's own "manifest" apart from ours. */
export const dataName = (path: string): string => `file:${path}`;
const nameOf = (path: string): string => `parts:${path}`;

/** Null when there is none or it cannot be read: then the file counts as not begun. */
export async function loadSidecar(
  store: DiskFolders,
  repo: string,
  path: string,
): Promise<Sidecar | null> {
  const text = await store.text(repo, nameOf(path));
  if (text === null) return null;
  try {
    const value = JSON.parse(text) as Partial<Sidecar>;
    const isOurs =
      value.version === 1 &&
      Number.isInteger(value.offset) &&
      Number.isInteger(value.partBytes) &&
      (value.partBytes ?? 0) > 0 &&
      Array.isArray(value.parts);
    return isOurs ? (value as Sidecar) : null;
  } catch {
    return null; // no JSON: as good as none
  }
}

export function saveSidecar(
  store: DiskFolders,
  repo: string,
  path: string,
  sidecar: Sidecar,
): Promise<void> {
  return store.write(repo, nameOf(path), [JSON.stringify(sidecar)]);
}

/** Forgets a file: its bytes and what is known of them. */
export async function removeFile(store: DiskFolders, repo: string, path: string): Promise<void> {
  await store.removeFile(repo, nameOf(path));
  await store.removeFile(repo, dataName(path));
}

/** [start, end) of a part. */
export function partRange(part: number, partBytes: number, fileBytes: number): [number, number] {
  return [part * partBytes, Math.min(fileBytes, (part + 1) * partBytes)];
}

// What is known of one file's bytes on disk: how many are flushed, and the digest of each part. It is written after the
// bytes, so it never counts more than there are.

import type { DiskFolders } from "../../../disk/disk-folders.ts";

export interface Sidecar {
  readonly version: 1;
  readonly partBytes: number;
  /** The number of bytes from the file's start that are on disk. */
  readonly offset: number;
  /** The SHA-256 of every whole part below `offset`, and of a shorter last part once the file is complete. */
  readonly parts: readonly string[];
}

/** Names in the store; the prefixes keep a repository's own file "manifest" apart from ours. */
export const dataName = (path: string): string => `file:${path}`;
const nameOf = (path: string): string => `parts:${path}`;

/** Reads the sidecar. Returns null when there is none or it cannot be read; the file then counts as not begun. */
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
    return null; // unreadable JSON counts as none
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

/** Deletes a file: its bytes and its sidecar. */
export async function removeFile(store: DiskFolders, repo: string, path: string): Promise<void> {
  await store.removeFile(repo, nameOf(path));
  await store.removeFile(repo, dataName(path));
}

/** Returns the range [start, end) of a part. */
export function partRange(part: number, partBytes: number, fileBytes: number): [number, number] {
  return [part * partBytes, Math.min(fileBytes, (part + 1) * partBytes)];
}

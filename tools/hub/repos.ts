// The repositories behind the stand-in hub: folders on disk (ROOT/org/name/…) or bytes in memory. Each has one commit,
// the digest of its listing, so that a changed file makes a new commit as on the real hub.

import { createHash } from "node:crypto";
import { createReadStream, readdirSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

export interface HubFile {
  readonly path: string;
  readonly size: number;
  /** Reads bytes [start, end). */
  read(start: number, end: number): Readable;
  /** Returns the SHA-256 of the content, in hex. */
  sha256(): Promise<string>;
  /** Returns Git's blob id, in hex: the SHA-1 of "blob <size>\0" and the content. */
  gitSha1(): Promise<string>;
}

export interface Repos {
  /** Returns the files by path, or null when there is no such repository. */
  files(repo: string): ReadonlyMap<string, HubFile> | null;
  put(repo: string, path: string, bytes: Uint8Array): void;
}

/** Returns 40 hex digits that change when any file does. */
export async function commitOf(files: ReadonlyMap<string, HubFile>): Promise<string> {
  const hash = createHash("sha1");
  for (const file of [...files.values()].sort((one, other) => (one.path < other.path ? -1 : 1))) {
    hash.update(`${file.path}\0${await file.gitSha1()}\n`);
  }
  return hash.digest("hex");
}

/** Puts repositories in memory over those of a folder, if one is given. */
export function createRepos(
  memory: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>> = new Map(),
  root: string | null = null,
): Repos {
  const repos = new Map<string, Map<string, HubFile>>();
  const diskFiles = new Map<string, HubFile>();
  const put: Repos["put"] = (repo, path, bytes) => {
    const files = repos.get(repo) ?? new Map<string, HubFile>();
    files.set(path, memoryFile(path, bytes));
    repos.set(repo, files);
  };
  for (const [repo, files] of memory) for (const [path, bytes] of files) put(repo, path, bytes);
  return {
    put,
    files(repo) {
      const inMemory = repos.get(repo);
      if (inMemory !== undefined) return inMemory;
      if (root === null || !/^[\w.-]+\/[\w.-]+$/.test(repo) || repo.includes("..")) return null;
      return folderFiles(join(root, repo), diskFiles);
    },
  };
}

function memoryFile(path: string, bytes: Uint8Array): HubFile {
  const read = (start: number, end: number): Readable =>
    Readable.from(slices(bytes.subarray(start, end)), { objectMode: false });
  return hashed(path, bytes.length, read);
}

function* slices(bytes: Uint8Array): Generator<Buffer> {
  const SLICE_BYTES = 65_536;
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
    yield Buffer.from(bytes.subarray(at, at + SLICE_BYTES));
  }
}

function folderFiles(folder: string, known: Map<string, HubFile>): Map<string, HubFile> | null {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return null;
  const files = new Map<string, HubFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const full = join(entry.parentPath, entry.name);
    const path = relative(folder, full).split(sep).join("/");
    if (path.split("/").some((part) => part.startsWith("."))) continue;
    const { size, mtimeMs } = statSync(full);
    // The digest of a large file is computed once, not for each request.
    const key = `${full}\0${size}\0${mtimeMs}`;
    const file =
      known.get(key) ??
      hashed(path, size, (start, end) =>
        end > start ? createReadStream(full, { start, end: end - 1 }) : Readable.from([]),
      );
    known.set(key, file);
    files.set(path, file);
  }
  return files;
}

function hashed(path: string, size: number, read: HubFile["read"]): HubFile {
  const digest = (algorithm: string, prefix: string) => {
    let found: Promise<string> | null = null;
    return () =>
      (found ??= (async () => {
        const hash = createHash(algorithm).update(prefix);
        await pipeline(read(0, size), hash);
        return hash.digest("hex");
      })());
  };
  return {
    path,
    size,
    read,
    sha256: digest("sha256", ""),
    gitSha1: digest("sha1", `blob ${size}\0`),
  };
}

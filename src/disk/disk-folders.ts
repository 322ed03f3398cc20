// Folders of files in the origin private file system, below one top folder. Names may be any text. What `write` stores
// is there as a whole or not at all, because a writable replaces the file only when it is closed.

import { openDiskFile, type DiskFile } from "./disk-file.ts";

export type FilePart = ArrayBuffer | Uint8Array<ArrayBuffer> | Blob | string;

export interface DiskFolders {
  /** Returns the names of the folders. */
  names(): Promise<string[]>;
  /** Returns the bytes as they are now; null when there is no such file. A later write may make the Blob unreadable. */
  file(folder: string, name: string): Promise<Blob | null>;
  /** Returns a small file as text; null when there is no such file. */
  text(folder: string, name: string): Promise<string | null>;
  /**
   * Writes the parts one after the other in place of the file's old content; makes the folder if it is missing.
   * @throws DOMException `QuotaExceededError` and others; the file is then as it was, or missing as before.
   */
  write(
    folder: string,
    name: string,
    parts: Iterable<FilePart> | AsyncIterable<FilePart>,
  ): Promise<void>;
  /** Opens a file for writing at any offset, which is possible in a worker only; makes the file if it is missing. */
  openFile(folder: string, name: string): Promise<DiskFile>;
  /** Removes a file. Here and below, nothing happens when it is not there. */
  removeFile(folder: string, name: string): Promise<void>;
  remove(folder: string): Promise<void>;
}

/** A read fails when its file is replaced meanwhile, so it is tried again. */
const READ_TRIES = 3;

/** Gives access to all folders below `top`. */
export function createDiskFolders(top: string): DiskFolders {
  const open = async (): Promise<FileSystemDirectoryHandle> => {
    const root = await navigator.storage.getDirectory();
    return root.getDirectoryHandle(top, { create: true });
  };
  const folderHandle = async (folder: string, create = false): Promise<FileSystemDirectoryHandle> =>
    (await open()).getDirectoryHandle(encodeURIComponent(folder), { create });

  /** The folder that was read last: to look for one takes as many trips to the browser as to open a file in it. */
  let last: { readonly folder: string; readonly handle: FileSystemDirectoryHandle } | null = null;

  const file: DiskFolders["file"] = async (folder, name) => {
    const encoded = encodeURIComponent(name);
    const known = last?.folder === folder ? last.handle : null;
    const found = await orMissing(null, async () =>
      known === null ? null : (await known.getFileHandle(encoded)).getFile(),
    );
    if (found !== null) return found;
    // The folder may be another one by now.
    return orMissing(null, async () => {
      const handle = await folderHandle(folder);
      last = { folder, handle };
      return (await handle.getFileHandle(encoded)).getFile();
    });
  };

  return {
    file,
    async names() {
      const names: string[] = [];
      for await (const [name, handle] of (await open()).entries()) {
        if (handle.kind === "directory") names.push(decodeURIComponent(name));
      }
      return names;
    },
    async text(folder, name) {
      for (let left = READ_TRIES; ;) {
        try {
          return (await (await file(folder, name))?.text()) ?? null;
        } catch (thrown) {
          if (--left === 0) throw thrown;
        }
      }
    },
    async write(folder, name, parts) {
      const handle = await folderHandle(folder, true);
      const encoded = encodeURIComponent(name);
      const isNew = (await orMissing(null, () => handle.getFileHandle(encoded))) === null;
      const target = await handle.getFileHandle(encoded, { create: true });
      const writable = await target.createWritable();
      try {
        for await (const part of parts) await writable.write(part);
        await writable.close();
      } catch (thrown) {
        await writable.abort().catch(() => undefined); // the abort itself fails when the disk was full
        if (isNew) await handle.removeEntry(encoded).catch(() => undefined);
        throw thrown;
      }
    },
    async openFile(folder, name) {
      const handle = await folderHandle(folder, true);
      return openDiskFile(await handle.getFileHandle(encodeURIComponent(name), { create: true }));
    },
    removeFile: (folder, name) =>
      orMissing(undefined, async () =>
        (await folderHandle(folder)).removeEntry(encodeURIComponent(name)),
      ),
    remove: (folder) =>
      orMissing(undefined, async () =>
        (await open()).removeEntry(encodeURIComponent(folder), { recursive: true }),
      ),
  };
}

/** Returns what `work` returns, or `missing` when the file or folder it asks for is not there. */
async function orMissing<T>(missing: T, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === "NotFoundError") return missing;
    throw thrown;
  }
}

// Folders of files on this browser's disk (the origin private file system), below one folder of ours. Names may be any
// text. What is written with `write` is there whole or not at all: a writable is swapped in when it closes.

import { openDiskFile, type DiskFile } from "./disk-file.ts";

export type FilePart = ArrayBuffer | Uint8Array<ArrayBuffer> | Blob | string;

export interface DiskFolders {
  /** Names of the folders. */
  names(): Promise<string[]>;
  /** The bytes as they are now; null when the folder has no such file. A Blob taken before a later write may become unreadable. */
  file(folder: string, name: string): Promise<Blob | null>;
  /** A small file as text; null when there is none. */
  text(folder: string, name: string): Promise<string | null>;
  /**
   * Writes the parts one after the other, in place of what the file held; makes the folder where there is none.
   * @throws DOMException `QuotaExceededError` and others: then the file is as it was, or not there.
   */
  write(
    folder: string,
    name: string,
    parts: Iterable<FilePart> | AsyncIterable<FilePart>,
  ): Promise<void>;
  /** Opens a file for writes at any place, which is possible in a worker only; makes it where there is none. */
  openFile(folder: string, name: string): Promise<DiskFile>;
  /** What is not there is no failure, here and below. */
  removeFile(folder: string, name: string): Promise<void>;
  remove(folder: string): Promise<void>;
}

/** A text that is replaced while it is read makes the read fail once. */
const READ_TRIES = 3;

/** All folders below `top`. */
export function createDiskFolders(top: string): DiskFolders {
  const open = async (): Promise<FileSystemDirectoryHandle> => {
    const root = await navigator.storage.getDirectory();
    return root.getDirectoryHandle(top, { create: true });
  };
  const folderHandle = async (folder: string, create = false): Promise<FileSystemDirectoryHandle> =>
    (await open()).getDirectoryHandle(encodeURIComponent(folder), { create });

  const file: DiskFolders["file"] = (folder, name) =>
    orMissing(null, async () => {
      const handle = await folderHandle(folder);
      return (await handle.getFileHandle(encodeURIComponent(name))).getFile();
    });

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
      const isNew = (await file(folder, name)) === null;
      const handle = await folderHandle(folder, true);
      const encoded = encodeURIComponent(name);
      const target = await handle.getFileHandle(encoded, { create: true });
      const writable = await target.createWritable();
      try {
        for await (const part of parts) await writable.write(part);
        await writable.close();
      } catch (thrown) {
        await writable.abort().catch(() => undefined); // it has failed already where the disk was full
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

/** What `work` returns, or `missing` where the file or folder that it asks for is not there. */
async function orMissing<T>(missing: T, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === "NotFoundError") return missing;
    throw thrown;
  }
}

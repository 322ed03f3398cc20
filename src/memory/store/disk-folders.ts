// Folders of files on this browser's disk (the origin private file system), one folder a memory. A file is there whole
// or not at all: a writable is swapped in when it closes.

export type FilePart = ArrayBuffer | Uint8Array<ArrayBuffer> | Blob | string;

export interface DiskFolders {
  names(): Promise<string[]>;
  /** Null when the folder has no such file. */
  file(folder: string, name: string): Promise<Blob | null>;
  /**
   * Writes the parts one after the other; makes the folder where there is none.
   * @throws DOMException `QuotaExceededError` and others: then there is no such file.
   */
  write(
    folder: string,
    name: string,
    parts: Iterable<FilePart> | AsyncIterable<FilePart>,
  ): Promise<void>;
  remove(folder: string): Promise<void>;
}

/** All folders below `top`. */
export function createDiskFolders(top: string): DiskFolders {
  const open = async (): Promise<FileSystemDirectoryHandle> => {
    const root = await navigator.storage.getDirectory();
    return root.getDirectoryHandle(top, { create: true });
  };
  return {
    async names() {
      const names: string[] = [];
      for await (const [name, handle] of (await open()).entries()) {
        if (handle.kind === "directory") names.push(name);
      }
      return names;
    },
    async file(folder, name) {
      try {
        const handle = await (await open()).getDirectoryHandle(folder);
        return await (await handle.getFileHandle(name)).getFile();
      } catch (thrown) {
        if (isMissing(thrown)) return null;
        throw thrown;
      }
    },
    async write(folder, name, parts) {
      const handle = await (await open()).getDirectoryHandle(folder, { create: true });
      const file = await handle.getFileHandle(name, { create: true });
      const writable = await file.createWritable();
      try {
        for await (const part of parts) await writable.write(part);
        await writable.close();
      } catch (thrown) {
        await writable.abort().catch(() => undefined); // it has failed already where the disk was full
        await handle.removeEntry(name).catch(() => undefined);
        throw thrown;
      }
    },
    async remove(folder) {
      try {
        await (await open()).removeEntry(folder, { recursive: true });
      } catch (thrown) {
        if (!isMissing(thrown)) throw thrown;
      }
    },
  };
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === "NotFoundError";
}

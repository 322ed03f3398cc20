// One file of the origin private file system, open for writing. It is a SyncAccessHandle, which appends without copying
// the file and exists in workers only.

export interface DiskFile {
  /**
   * Writes bytes at an offset.
   * @throws DOMException when they cannot be kept.
   */
  write(bytes: Uint8Array<ArrayBuffer>, at: number): Promise<void>;
  truncate(bytes: number): Promise<void>;
  /** Makes sure that what was written survives a crash. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** The handle of a worker that has just ended is freed with a short delay. */
const HANDLE_TRIES = 60;
const HANDLE_WAIT_MS = 50;

export async function openDiskFile(file: FileSystemFileHandle): Promise<DiskFile> {
  const handle = await syncHandle(file);
  return {
    async write(bytes, at) {
      const written = handle.write(bytes, { at });
      if (written === bytes.length) return;
      // A short write means that the disk is full.
      throw new DOMException(
        `${written} of ${bytes.length} bytes were written.`,
        "QuotaExceededError",
      );
    },
    async truncate(bytes) {
      handle.truncate(bytes);
    },
    async flush() {
      handle.flush();
    },
    async close() {
      handle.close();
    },
  };
}

async function syncHandle(file: FileSystemFileHandle): Promise<FileSystemSyncAccessHandle> {
  for (let left = HANDLE_TRIES; ;) {
    try {
      return await file.createSyncAccessHandle();
    } catch (thrown) {
      const isHeld = thrown instanceof DOMException && thrown.name === "NoModificationAllowedError";
      if (!isHeld || --left === 0) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, HANDLE_WAIT_MS));
    }
  }
}

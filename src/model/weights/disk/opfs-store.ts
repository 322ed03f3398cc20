// The store on this browser's disk: the origin private file system, in the folder "weights". Bytes are written
// through SyncAccessHandles, which append without copying the file and exist only in a worker.

import type { WeightFile, WeightStore } from "./store.ts";

const FOLDER = "weights";
/** A handle of a worker that has just ended is freed a moment later. */
const HANDLE_TRIES = 60;
const HANDLE_WAIT_MS = 50;
/** A text that is replaced while it is read makes the read fail once. */
const READ_TRIES = 3;

export function createOpfsStore(): WeightStore {
  const top = async (): Promise<FileSystemDirectoryHandle> => {
    const root = await navigator.storage.getDirectory();
    return root.getDirectoryHandle(FOLDER, { create: true });
  };
  const folder = async (repo: string, create: boolean): Promise<FileSystemDirectoryHandle> =>
    (await top()).getDirectoryHandle(encodeURIComponent(repo), { create });

  const blob: WeightStore["blob"] = async (repo, name) => {
    try {
      const handle = await (await folder(repo, false)).getFileHandle(encodeURIComponent(name));
      return await handle.getFile();
    } catch (thrown) {
      if (isMissing(thrown)) return null;
      throw thrown;
    }
  };

  return {
    blob,
    async repos() {
      const names: string[] = [];
      for await (const [name, handle] of (await top()).entries()) {
        if (handle.kind === "directory") names.push(decodeURIComponent(name));
      }
      return names;
    },
    async readText(repo, name) {
      for (let left = READ_TRIES; ;) {
        try {
          return (await (await blob(repo, name))?.text()) ?? null;
        } catch (thrown) {
          if (--left === 0) throw thrown;
        }
      }
    },
    async writeText(repo, name, text) {
      const handle = await (
        await folder(repo, true)
      ).getFileHandle(encodeURIComponent(name), { create: true });
      // A writable swaps the file in when it closes: a crash leaves the old text or the new one.
      const writable = await handle.createWritable();
      await writable.write(text);
      await writable.close();
    },
    async openFile(repo, name) {
      const handle = await (
        await folder(repo, true)
      ).getFileHandle(encodeURIComponent(name), { create: true });
      return syncFile(await syncHandle(handle));
    },
    async removeFile(repo, name) {
      try {
        await (await folder(repo, false)).removeEntry(encodeURIComponent(name));
      } catch (thrown) {
        if (!isMissing(thrown)) throw thrown;
      }
    },
    async remove(repo) {
      try {
        await (await top()).removeEntry(encodeURIComponent(repo), { recursive: true });
      } catch (thrown) {
        if (!isMissing(thrown)) throw thrown;
      }
    },
  };
}

/** The bytes of the handle's file; a short write means that the disk is full. */
function syncFile(handle: FileSystemSyncAccessHandle): WeightFile {
  return {
    async write(bytes, at) {
      const written = handle.write(bytes, { at });
      if (written === bytes.length) return;
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

function isMissing(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === "NotFoundError";
}

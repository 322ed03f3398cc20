// A folder for the files of one session, such as the entries of a memory that exceed its host limit. It is removed with
// the session; the next session removes the folder of one that crashed.

import { createDiskFolders, type DiskFolders } from "./disk-folders.ts";
import { holdFolder, sweepFolders } from "./held-folder.ts";

export interface Scratch {
  write(name: string, bytes: ArrayBuffer): Promise<void>;
  /** Returns the bytes of a file; null when there is no such file. */
  read(name: string): Promise<ArrayBuffer | null>;
  removeFile(name: string): Promise<void>;
  remove(): Promise<void>;
}

const FOLDER = "memory-scratch";

export async function openScratch(
  folders: DiskFolders = createDiskFolders(FOLDER),
): Promise<Scratch> {
  const { name: folder, release } = await holdFolder();
  return {
    write: (name, bytes) => folders.write(folder, name, [bytes]),
    read: async (name) => (await (await folders.file(folder, name))?.arrayBuffer()) ?? null,
    removeFile: (name) => folders.removeFile(folder, name),
    async remove() {
      try {
        await folders.remove(folder);
      } finally {
        release();
      }
    },
  };
}

/** Removes the folders of sessions that have ended without removing theirs. */
export function sweepScratch(folders: DiskFolders = createDiskFolders(FOLDER)): Promise<void> {
  return sweepFolders(folders, () => Promise.resolve(true));
}

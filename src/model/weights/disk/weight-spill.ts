// A store that continues in memory when the disk refuses. Any failed write means that the model cannot be kept: a full
// quota throws QuotaExceededError, a private window UnknownError. What was written stays on disk and is read from
// there; what follows lives in Blobs until the page is closed.

import { AppError, isAbort } from "../../../base/errors.ts";
import type { DiskFile } from "../../../disk/disk-file.ts";
import type { DiskFolders, FilePart } from "../../../disk/disk-folders.ts";
import { reasonOf } from "../../../disk/reason.ts";
import { sizeWords } from "../../../base/size-words.ts";

export interface WeightSpill extends DiskFolders {
  /** Announces how much is still to come, so that a model too large for memory is refused before it is fetched. */
  expectBytes(repo: string, bytes: number): void;
  /** False once anything of the repository is in memory only. */
  isKept(repo: string): boolean;
}

export function createWeightSpill(disk: DiskFolders, memoryMaxBytes: number): WeightSpill {
  const memory = new Map<string, Map<string, Blob>>();
  const expected = new Map<string, number>();

  const spill = (repo: string, thrown: unknown): Map<string, Blob> => {
    // An abort, or an error with its own words, does not come from the disk.
    if (isAbort(thrown) || thrown instanceof AppError) throw thrown;
    const known = memory.get(repo);
    if (known !== undefined) return known;
    const bytes = expected.get(repo) ?? 0;
    if (bytes > memoryMaxBytes) {
      throw new AppError(
        "storage-full",
        `"${repo}" cannot be kept: the browser refused to write more to this disk (${reasonOf(thrown)}), and the ${sizeWords(bytes)} that are missing are too many for memory, which may take ${sizeWords(memoryMaxBytes)}.`,
        "Delete a model in the storage panel or free space on the disk and try again; what has arrived is kept. A private window keeps less than a normal one.",
        { cause: thrown },
      );
    }
    const files = new Map<string, Blob>();
    memory.set(repo, files);
    return files;
  };

  const file: DiskFolders["file"] = async (repo, name) =>
    memory.get(repo)?.get(name) ?? (await disk.file(repo, name).catch(() => null));

  const memoryFile = async (repo: string, name: string): Promise<DiskFile> => {
    // A Blob is a list of references, so stored bytes are not read and appended ones not copied.
    let content = (await file(repo, name)) ?? new Blob();
    const keep = (next: Blob): void => {
      content = next;
      memory.get(repo)?.set(name, next);
    };
    keep(content);
    return {
      async write(bytes, at) {
        keep(new Blob([content.slice(0, at), bytes, content.slice(at + bytes.length)]));
      },
      async truncate(bytes) {
        keep(content.slice(0, bytes));
      },
      flush: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
  };

  return {
    file,
    expectBytes: (repo, bytes) => void expected.set(repo, bytes),
    isKept: (repo) => !memory.has(repo),
    async names() {
      const onDisk = await disk.names().catch(() => []);
      return [...new Set([...onDisk, ...memory.keys()])];
    },
    async text(repo, name) {
      const inMemory = await memory.get(repo)?.get(name)?.text();
      return inMemory ?? (await disk.text(repo, name).catch(() => null));
    },
    async write(repo, name, parts) {
      const all: FilePart[] = [];
      for await (const part of parts) all.push(part);
      if (!memory.has(repo)) {
        try {
          await disk.write(repo, name, all);
          return;
        } catch (thrown) {
          spill(repo, thrown);
        }
      }
      memory.get(repo)?.set(name, new Blob(all));
    },
    async openFile(repo, name) {
      if (memory.has(repo)) return memoryFile(repo, name);
      try {
        const opened = await disk.openFile(repo, name);
        return spillFile(opened, async (thrown) => {
          spill(repo, thrown);
          await opened.close().catch(() => undefined); // the file is given up, so a second error does not matter
          return memoryFile(repo, name);
        });
      } catch (thrown) {
        spill(repo, thrown);
        return memoryFile(repo, name);
      }
    },
    async removeFile(repo, name) {
      memory.get(repo)?.delete(name);
      await disk.removeFile(repo, name);
    },
    async remove(repo) {
      memory.delete(repo);
      await disk.remove(repo);
    },
  };
}

/** Returns the disk's file until it fails, then the one from `replace`, on which the failed call is repeated. */
function spillFile(disk: DiskFile, replace: (thrown: unknown) => Promise<DiskFile>): DiskFile {
  let file = disk;
  const tried = async (run: (file: DiskFile) => Promise<void>): Promise<void> => {
    try {
      await run(file);
    } catch (thrown) {
      if (file !== disk) throw thrown;
      file = await replace(thrown);
      await run(file);
    }
  };
  return {
    write: (bytes, at) => tried((file) => file.write(bytes, at)),
    truncate: (bytes) => tried((file) => file.truncate(bytes)),
    flush: () => tried((file) => file.flush()),
    close: () => file.close(),
  };
}

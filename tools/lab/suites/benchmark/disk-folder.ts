// A benchmark's folder on this disk.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { AppError } from "../../../../src/base/errors.ts";
import type { BenchmarkFolder } from "../../../../src/benchmarks/folder.ts";

export interface DiskFolder extends BenchmarkFolder {
  /** Returns where a file of the folder is on this disk. */
  path(file: string): string;
}

/** @throws AppError `bench-folder` where there is no such folder. */
export function openDiskFolder(root: string): DiskFolder {
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new AppError(
      "bench-folder",
      `There is no folder "${root}".`,
      "Give the folder into which the benchmark was downloaded, with --data.",
    );
  }
  const names = new Map<string, ReadonlySet<string>>();
  /** A folder is read once: benchmarks look for thousands of files in it. */
  const entries = (path: string): ReadonlySet<string> => {
    let known = names.get(path);
    if (known === undefined) names.set(path, (known = new Set(namesIn(join(root, path)))));
    return known;
  };
  const partsOf = (path: string): [folder: string, name: string] => {
    const at = path.lastIndexOf("/");
    return [path.slice(0, Math.max(0, at)), path.slice(at + 1)];
  };
  return {
    name: basename(root),
    list: async (path) => [...entries(path)],
    async has(path) {
      const [folder, name] = partsOf(path);
      return entries(folder).has(name) || entries(path).size > 0;
    },
    async read(path) {
      try {
        return new Uint8Array(readFileSync(join(root, path)));
      } catch (cause) {
        throw new AppError(
          "bench-file-missing",
          `${path} cannot be read.`,
          "Check that the disk is there and that you may read the file.",
          { cause },
        );
      }
    },
    path: (file) => join(root, file),
  };
}

/** Returns the names of the files in a folder, none where there is no folder. */
function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

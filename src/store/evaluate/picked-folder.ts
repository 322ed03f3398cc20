// A benchmark's folder as the reader picked it: by a handle, whose folders are listed when they are first asked for, or as the
// list of all its files.

import { AppError } from "../../base/errors.ts";
import type { BenchmarkFolder } from "../../benchmarks/folder.ts";
import type { PickedSource } from "./types.ts";

export interface PickedFolder extends BenchmarkFolder {
  readonly handle: FileSystemDirectoryHandle | null;
  /** @throws AppError `bench-file-missing`, `evaluation-folder-gone`. */
  readonly file: (path: string) => Promise<File>;
}

type GetFile = () => Promise<File>;
type Names = ReadonlyMap<string, GetFile>;

const NONE: Names = new Map();

export function openPickedFolder(source: PickedSource): PickedFolder {
  return source.kind === "handle"
    ? folderOf(source.handle.name, source.handle, namesByHandle(source.handle))
    : folderOf(topOf(source.files), null, namesOfFiles(source.files));
}

function folderOf(
  name: string,
  handle: FileSystemDirectoryHandle | null,
  namesIn: (path: string) => Promise<Names>,
): PickedFolder {
  const known = new Map<string, Promise<Names>>();
  /** A folder is read once: benchmarks look for thousands of files in it. */
  const entries = (path: string): Promise<Names> => {
    let names = known.get(path);
    if (names === undefined) known.set(path, (names = namesIn(path)));
    return names;
  };
  const find = async (path: string): Promise<GetFile | undefined> => {
    const at = path.lastIndexOf("/");
    return (await entries(path.slice(0, Math.max(0, at)))).get(path.slice(at + 1));
  };
  const file = async (path: string): Promise<File> => {
    const get = await find(path);
    if (get === undefined) throw unreadable(path);
    try {
      return await get();
    } catch (cause) {
      if (handle !== null && (await isGone(handle))) throw gone(name, cause);
      throw unreadable(path, cause);
    }
  };
  return {
    name,
    handle,
    list: async (path) => [...(await entries(path)).keys()],
    has: async (path) => (await find(path)) !== undefined || (await entries(path)).size > 0,
    file,
    async read(path) {
      const found = await file(path);
      try {
        return new Uint8Array(await found.arrayBuffer());
      } catch (cause) {
        throw unreadable(path, cause);
      }
    },
  };
}

const namesByHandle =
  (root: FileSystemDirectoryHandle) =>
  async (path: string): Promise<Names> => {
    let folder = root;
    const names = new Map<string, GetFile>();
    try {
      for (const name of path.split("/").filter((one) => one !== ""))
        folder = await folder.getDirectoryHandle(name);
      for await (const entry of folder.values()) {
        if (entry.kind === "file") names.set(entry.name, () => entry.getFile());
      }
    } catch (cause) {
      // No such folder, or a file of that name; but whoever may not read the root learns nothing of what is there.
      if (path === "" || (await isGone(root))) throw gone(root.name, cause);
      return NONE;
    }
    return names;
  };

/** Whether the folder itself can no longer be listed: it was moved, its disk was taken out, or the permission ended. */
async function isGone(handle: FileSystemDirectoryHandle): Promise<boolean> {
  try {
    await handle.values().next();
    return false;
  } catch {
    return true;
  }
}

/** Files of a chosen folder have its name before their paths. */
const pathOf = ({ name, webkitRelativePath }: File): string =>
  webkitRelativePath === "" ? name : webkitRelativePath.split("/").slice(1).join("/");

const topOf = ([first]: readonly File[]): string =>
  first?.webkitRelativePath.split("/")[0] ?? "the folder";

function namesOfFiles(files: readonly File[]): (path: string) => Promise<Names> {
  const folders = new Map<string, Map<string, GetFile>>();
  for (const file of files) {
    const path = pathOf(file);
    const at = path.lastIndexOf("/");
    const folder = path.slice(0, Math.max(0, at));
    const names = folders.get(folder) ?? new Map<string, GetFile>();
    folders.set(
      folder,
      names.set(path.slice(at + 1), () => Promise.resolve(file)),
    );
  }
  return (path) => Promise.resolve(folders.get(path) ?? NONE);
}

const unreadable = (path: string, cause?: unknown): AppError =>
  new AppError(
    "bench-file-missing",
    `${path} cannot be read.`,
    "Check that the disk is there and that you may read the file.",
    { cause },
  );

const gone = (name: string, cause: unknown): AppError =>
  new AppError(
    "evaluation-folder-gone",
    `The folder "${name}" can no longer be read.`,
    "Check that its disk is there and that the page may see it, then go on; every answer so far is kept.",
    { cause },
  );

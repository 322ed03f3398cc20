// A dropped folder → its files by path. A folder that comes by the file picker is read in FolderPicker.tsx.

/** The first folder among what was dropped, or null. Call while the drop event lasts. */
export function droppedFolder(data: DataTransfer | null): FileSystemDirectoryEntry | null {
  for (const item of data?.items ?? []) {
    const entry = item.webkitGetAsEntry();
    if (entry?.isDirectory === true) return entry as FileSystemDirectoryEntry;
  }
  return null;
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

/** A reader gives a hundred entries at a time, and none when it is at the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}

/** All files under a folder, by their path inside it. */
export async function pickedFiles(
  folder: FileSystemDirectoryEntry,
  prefix = "",
): Promise<Map<string, Blob>> {
  const files = new Map<string, Blob>();
  for (const entry of await childrenOf(folder)) {
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory) {
      const inside = await pickedFiles(entry as FileSystemDirectoryEntry, `${path}/`);
      for (const [name, file] of inside) files.set(name, file);
    } else {
      files.set(path, await fileOf(entry as FileSystemFileEntry));
    }
  }
  return files;
}

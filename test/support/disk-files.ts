// What lies in the origin private file system.

/** Returns the paths of all files below a folder, by default of the whole disk, in order. */
export async function diskFiles(folder?: FileSystemDirectoryHandle): Promise<string[]> {
  const paths: string[] = [];
  for await (const handle of (folder ?? (await navigator.storage.getDirectory())).values()) {
    const inside = handle.kind === "directory" ? await diskFiles(handle) : [""];
    paths.push(...inside.map((path) => (path === "" ? handle.name : `${handle.name}/${path}`)));
  }
  return paths.sort();
}

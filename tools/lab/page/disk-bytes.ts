/** Counts the files that the page keeps on the disk themselves: the browser's own estimate lags behind. */
export async function diskBytes(): Promise<number> {
  const bytesIn = async (folder: FileSystemDirectoryHandle): Promise<number> => {
    let bytes = 0;
    for await (const handle of folder.values()) {
      bytes += handle.kind === "directory" ? await bytesIn(handle) : (await handle.getFile()).size;
    }
    return bytes;
  };
  return bytesIn(await navigator.storage.getDirectory());
}

import { useEffect, useEffectEvent } from "react";

/** A dropped item, of which TypeScript does not list that it can give a handle; browsers but Chromium's give none. */
interface HandledItem extends DataTransferItem {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
}

/** Returns what gives the handle of the single folder that is dropped; null for anything else. */
function folderIn({ items }: DataTransfer): (() => Promise<FileSystemHandle | null>) | null {
  const [item, other] = [...items] as HandledItem[];
  const isFolder = other === undefined && item?.webkitGetAsEntry()?.isDirectory === true;
  return isFolder ? (item.getAsFileSystemHandle?.bind(item) ?? null) : null;
}

/** Takes a folder that is dropped anywhere on the page, before the page takes it for a model's. */
export function useDroppedFolder(take: (folder: FileSystemDirectoryHandle) => void): void {
  const taken = useEffectEvent(take);
  useEffect(() => {
    const onDrop = (event: DragEvent): void => {
      const handleOf = event.dataTransfer === null ? null : folderIn(event.dataTransfer);
      if (handleOf === null) return;
      event.preventDefault();
      void handleOf().then((handle) => {
        if (handle?.kind === "directory") taken(handle as FileSystemDirectoryHandle);
      });
    };
    window.addEventListener("drop", onDrop, { capture: true });
    return () => window.removeEventListener("drop", onDrop, { capture: true });
  }, []);
}

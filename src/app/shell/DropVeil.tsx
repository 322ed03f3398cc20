// The whole window takes videos and pictures (dropped, or pasted as a file or an address), and model folders.

import { useEffect, useState } from "react";
import { toPlainError } from "../../base/errors.ts";
import { isVideoAddress } from "../../store/video/video-address.ts";
import { useActions } from "../hooks/session.tsx";
import { droppedFolder, pickedFiles } from "../models/folder-files.ts";
import { droppedHandles } from "../ui/pick-video.ts";

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches("input, textarea, [contenteditable]");

export function DropVeil() {
  const { openFiles, openUrl, loadModel, notify } = useActions();
  const [isOver, setOver] = useState(false);

  useEffect(() => {
    const hasFile = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes("Files") === true;
    const onDrag = (event: DragEvent) => {
      if (!hasFile(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = ({ relatedTarget }: DragEvent) => {
      // Null only when the pointer leaves the window.
      if (relatedTarget === null) setOver(false);
    };
    const takeFolder = async (folder: FileSystemDirectoryEntry) => {
      try {
        await loadModel({ kind: "files", id: folder.name, files: await pickedFiles(folder) });
      } catch (thrown) {
        notify(toPlainError(thrown));
      }
    };
    const take = (data: DataTransfer | null): boolean => {
      const folder = droppedFolder(data);
      if (folder !== null) {
        void takeFolder(folder);
        return true;
      }
      const files = [...(data?.files ?? [])];
      const text = data?.getData("text/plain") ?? "";
      if (files.length > 0) void droppedHandles(data).then((handles) => openFiles(files, handles));
      else if (isVideoAddress(text)) void openUrl(text);
      else return false;
      return true;
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      // A part of the page has taken it.
      if (event.defaultPrevented) return;
      if (isTyping(event.target) && !hasFile(event)) return;
      if (take(event.dataTransfer)) event.preventDefault();
    };
    const onPaste = (event: ClipboardEvent) => {
      const hasPastedFile = (event.clipboardData?.files.length ?? 0) > 0;
      if (isTyping(event.target) && !hasPastedFile) return;
      if (take(event.clipboardData)) event.preventDefault();
    };
    window.addEventListener("dragenter", onDrag);
    window.addEventListener("dragover", onDrag);
    window.addEventListener("dragleave", onLeave);
    window.addEventListener("drop", onDrop);
    window.addEventListener("paste", onPaste);
    return () => {
      window.removeEventListener("dragenter", onDrag);
      window.removeEventListener("dragover", onDrag);
      window.removeEventListener("dragleave", onLeave);
      window.removeEventListener("drop", onDrop);
      window.removeEventListener("paste", onPaste);
    };
  }, [openFiles, openUrl, loadModel, notify]);

  if (!isOver) return null;
  return (
    <div className="drop-veil" aria-hidden="true">
      <p>Drop to open</p>
    </div>
  );
}

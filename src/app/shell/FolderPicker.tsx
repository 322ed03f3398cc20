// Asks for a model folder on disk (config.json, tokenizer.json, onnx/…) and loads it.

import { useRef, type ReactNode } from "react";
import { useActions } from "../hooks/session.tsx";

/** Paths inside the chosen folder → files; the folder's own name is the model's. */
function folderOf(list: FileList): { id: string; files: Map<string, Blob> } {
  const files = new Map<string, Blob>();
  let id = "folder";
  for (const file of list) {
    const [top, ...inside] = file.webkitRelativePath.split("/");
    if (top !== undefined && inside.length > 0) id = top;
    files.set(inside.length > 0 ? inside.join("/") : file.name, file);
  }
  return { id, files };
}

interface Props {
  readonly className?: string;
  readonly children: ReactNode;
}

export function FolderPicker({ className = "btn plain", children }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const { loadModel } = useActions();
  return (
    <>
      <button type="button" className={className} onClick={() => input.current?.click()}>
        {children}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        webkitdirectory=""
        aria-label="Model folder"
        onChange={({ currentTarget }) => {
          const list = currentTarget.files;
          if (list !== null && list.length > 0) {
            void loadModel({ kind: "files", ...folderOf(list) });
          }
          currentTarget.value = "";
        }}
      />
    </>
  );
}

// Asks for a model folder on disk (config.json, tokenizer.json, onnx/…) and loads it.

import type { ReactNode } from "react";
import { useActions } from "../hooks/session.tsx";
import { PickButton } from "./PickButton.tsx";

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
  const { loadModel } = useActions();
  return (
    <PickButton
      className={className}
      label="Model folder"
      webkitdirectory=""
      onPick={(list) => void loadModel({ kind: "files", ...folderOf(list) })}
    >
      {children}
    </PickButton>
  );
}

// The button that asks for a benchmark's folder: by a handle, by which a later visit finds it again, else as a list of its files.

import type { ReactNode } from "react";
import { isAbort, toPlainError } from "../../base/errors.ts";
import type { PickedSource } from "../../store/evaluate/types.ts";
import { useActions } from "../hooks/session.tsx";
import { PickButton } from "../ui/PickButton.tsx";

type DirectoryPicker = (options: {
  readonly id: string;
  readonly mode: "read";
}) => Promise<FileSystemDirectoryHandle>;

/** TypeScript does not list it; browsers but Chromium's have none. */
const picker = (): DirectoryPicker | undefined =>
  (window as { readonly showDirectoryPicker?: DirectoryPicker }).showDirectoryPicker;

interface Props {
  readonly className?: string;
  readonly onPick: (source: PickedSource) => void;
  readonly children: ReactNode;
}

export function PickFolder({ className = "btn", onPick, children }: Props) {
  const { notify } = useActions();
  const ask = async (orElse: () => void): Promise<void> => {
    const pick = picker();
    if (pick === undefined) return orElse();
    try {
      onPick({ kind: "handle", handle: await pick({ id: "benchmark", mode: "read" }) });
    } catch (thrown) {
      if (!isAbort(thrown)) notify(toPlainError(thrown));
    }
  };
  return (
    <PickButton
      className={className}
      label="Benchmark folder"
      webkitdirectory=""
      ask={(orElse) => void ask(orElse)}
      onPick={(list) => onPick({ kind: "files", files: [...list] })}
    >
      {children}
    </PickButton>
  );
}

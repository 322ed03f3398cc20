// Files with which the installed page was launched: the system's "open with" (File Handling, Launch Handler).

import { useEffect } from "react";
import { toPlainError } from "../../base/errors.ts";
import { useActions } from "./session.tsx";

/** What Chromium gives; TypeScript does not list it. */
interface LaunchQueue {
  setConsumer(take: (launch: { readonly files?: readonly FileSystemFileHandle[] }) => void): void;
}

export function useLaunchedFiles(): void {
  const { openFiles, notify } = useActions();
  useEffect(() => {
    const { launchQueue } = window as { readonly launchQueue?: LaunchQueue };
    const take = async (handles: readonly FileSystemFileHandle[]) => {
      try {
        await openFiles(await Promise.all(handles.map((handle) => handle.getFile())), handles);
      } catch (thrown) {
        notify(toPlainError(thrown));
      }
    };
    launchQueue?.setConsumer(({ files = [] }) => {
      if (files.length > 0) void take(files);
    });
  }, [openFiles, notify]);
}

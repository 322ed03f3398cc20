// Whether the page may read a folder that an earlier visit chose: browsers keep its handle, but not always the permission.

import { AppError } from "../../base/errors.ts";

/** Chrome's own methods of a handle; TypeScript does not list them. */
interface AskableHandle extends FileSystemDirectoryHandle {
  queryPermission(options: { mode: "read" }): Promise<PermissionState>;
  requestPermission(options: { mode: "read" }): Promise<PermissionState>;
}

/** Asks the reader where the browser wants it, which it does upon a press only. @throws AppError `evaluation-folder`. */
export async function askToRead(handle: FileSystemDirectoryHandle): Promise<void> {
  const askable = handle as AskableHandle;
  const mode = { mode: "read" } as const;
  try {
    if ((await askable.queryPermission(mode)) === "granted") return;
    if ((await askable.requestPermission(mode)) === "granted") return;
  } catch (cause) {
    // Without a press that is fresh, or where it is refused for good.
    throw refused(handle.name, cause);
  }
  throw refused(handle.name);
}

const refused = (name: string, cause?: unknown): AppError =>
  new AppError(
    "evaluation-folder",
    `The folder "${name}" was not opened, because the browser may not read it.`,
    "Go on again and allow the page to see it, or choose the folder again.",
    { cause },
  );

// What the page knows of the files of earlier visits.

/** A file that was opened before, as it was then. */
export interface RecentFile {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  /** When it was opened last. */
  readonly openedMs: number;
}

export type FoundFile =
  | { readonly kind: "found"; readonly file: File; readonly handle: FileSystemFileHandle }
  /** The reader has not allowed it, or was not to be asked. */
  | { readonly kind: "refused" }
  /** It was moved or deleted. */
  | { readonly kind: "gone" };

export interface RecentFiles {
  /** Returns the files that can be opened again, the latest first; none where the browser keeps nothing. */
  readonly list: () => Promise<readonly RecentFile[]>;
  /** Keeps the handle of a file that was opened. */
  readonly remember: (handle: FileSystemFileHandle, file: File) => Promise<void>;
  /** Finds a file again. `mayAsk` lets the browser ask for permission, which it does only behind a press of the reader. */
  readonly find: (id: string, mayAsk: boolean) => Promise<FoundFile>;
  readonly forget: (id: string) => Promise<void>;
}

export interface RecentActions {
  /** Lists the files that can be opened again. */
  readonly refreshRecent: () => Promise<void>;
  /** Opens a file again; the browser may ask for permission. */
  readonly openRecent: (id: string) => Promise<void>;
  /** Removes a file from the list; the file itself stays where it is. */
  readonly forgetRecent: (id: string) => Promise<void>;
}

// Where an opening gets its file from.

import type { FileHere } from "../types.ts";

/** Where the bytes come from; `read` is called once. */
export interface OpeningSource {
  readonly name: string;
  readonly isRemote: boolean;
  readonly read: (
    signal: AbortSignal,
    onProgress: (bytes: { done: number; total: number }) => void,
  ) => Promise<FileHere>;
}

/** Returns the source of a file that is already here. */
export const sourceOfFile = (file: FileHere): OpeningSource => ({
  name: file.name,
  isRemote: false,
  read: () => Promise.resolve(file),
});

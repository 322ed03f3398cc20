// The errors of a memory's disk, in sentences.

import { AppError } from "../../base/errors.ts";

/** What to do about a saved video that cannot be read. */
export const DELETE_HINT = "Delete it and read the video again.";

export const damaged = (message: string, hint: string, cause?: unknown): AppError =>
  new AppError("memory-damaged", message, hint, { cause });

export const missing = (): AppError =>
  new AppError(
    "memory-missing",
    "The saved video is no longer on this disk: it was deleted, perhaps in another tab, or the browser cleared what this page kept.",
    "Read the video again.",
  );

import { AppError } from "./errors.ts";

/** Thousands apart, as the page writes numbers. */
const grouped = (count: number): string => `${count}`.replaceAll(/\B(?=(\d{3})+$)/g, "\u202f");

/** The error for a file that is offered as one that was read before, and is not. Sizes are in bytes. */
export function otherFile(
  offered: Blob,
  read: { readonly name: string; readonly bytes: number },
): AppError {
  const name = offered instanceof File ? offered.name : "This file";
  return new AppError(
    "memory-other-file",
    `${name} has ${grouped(offered.size)} bytes; "${read.name}", which was read so far, had ${grouped(read.bytes)}.`,
    "Choose the same file, or read this one from its start.",
  );
}

// What annotation files and models hold, each as one number.

import { sha256Hex } from "../base/sha256.ts";
import type { BenchmarkFolder } from "../benchmarks/folder.ts";

/** Returns the SHA-256 of some files of a folder together with their names, in hex digits. */
export async function digestOfFiles(
  folder: Pick<BenchmarkFolder, "read">,
  files: readonly string[],
): Promise<string> {
  const parts: (string | Uint8Array<ArrayBuffer>)[] = [];
  for (const file of files) parts.push(`${file}\0`, (await folder.read(file)).slice());
  return sha256Hex(await new Blob(parts).arrayBuffer());
}

/** Returns the SHA-256 of what `sha256sum` prints of a model's files, by their paths, in hex digits. */
export function modelDigestOf(
  files: readonly { readonly path: string; readonly sha256: string }[],
): Promise<string> {
  const lines = files
    .toSorted((one, other) => (one.path < other.path ? -1 : 1))
    .map(({ path, sha256 }) => `${sha256}  ${path}\n`);
  return sha256Hex(new TextEncoder().encode(lines.join("")));
}

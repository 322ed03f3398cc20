// What a model's folder holds, as one number.

import { createHash } from "node:crypto";
import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import { join, relative } from "node:path";
import { ROOT } from "../../browser/cache.ts";
import type { ChosenModel } from "../../cli/model.ts";

const PIECE = 1 << 22;

/** Returns the SHA-256 of all files of a model's folder and their names, in hex digits. */
export function modelDigest({ id, folder = join(ROOT, "public/models", id) }: ChosenModel): string {
  const hash = createHash("sha256");
  const piece = Buffer.alloc(PIECE);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const path of files) {
    hash.update(relative(folder, path)).update("\0");
    const file = openSync(path, "r");
    try {
      for (let read = readSync(file, piece); read > 0; read = readSync(file, piece))
        hash.update(piece.subarray(0, read));
    } finally {
      closeSync(file);
    }
  }
  return hash.digest("hex");
}

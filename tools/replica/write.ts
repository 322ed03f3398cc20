// Writes a replica to disk piece by piece, so that no file of it is ever wholly in memory.

import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Part } from "./onnx/layout.ts";

/** The bytes collected before each write. */
const BATCH = 4 << 20;

/** Writes all parts under `folder`, and reports each file when it is there. */
export function writeParts(
  folder: string,
  parts: readonly Part[],
  onFile: (path: string, bytes: number) => void,
): void {
  const batch = new Uint8Array(BATCH);
  for (const { path, byteLength, pieces } of parts) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    const file = openSync(target, "w");
    let filled = 0;
    const flush = (): void => {
      writeFully(file, batch.subarray(0, filled));
      filled = 0;
    };
    try {
      for (const piece of pieces()) {
        if (filled + piece.length > BATCH) flush();
        if (piece.length > BATCH) writeFully(file, piece);
        else {
          batch.set(piece, filled);
          filled += piece.length;
        }
      }
      flush();
    } finally {
      closeSync(file);
    }
    onFile(path, byteLength);
  }
}

function writeFully(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
}

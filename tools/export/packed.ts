// The files of test/fixtures/exports, of which graphs and their weights are kept packed (make.py).

import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";

const PACKED = ".gz";

/** Whether a file is there, packed or not. */
export const isThere = (path: string): boolean => existsSync(path) || existsSync(path + PACKED);

/** Reads a file, packed or not. */
export const readUnpacked = (path: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(existsSync(path) ? readFileSync(path) : gunzipSync(readFileSync(path + PACKED)));

/** Lists the files of a folder and those inside it by their names when unpacked, from the folder on. */
export const listUnpacked = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) =>
    path.endsWith(PACKED) ? path.slice(0, -PACKED.length) : path,
  );

/** Copies a folder to one of the same name in a temporary place, with all files unpacked; returns its path. */
export function unpackFolder(folder: string): string {
  const copy = join(mkdtempSync(join(tmpdir(), "export-")), basename(folder));
  cpSync(folder, copy, { recursive: true });
  for (const path of listUnpacked(folder).map((one) => join(copy, one))) {
    if (existsSync(path)) continue;
    writeFileSync(path, readUnpacked(path));
    rmSync(path + PACKED);
  }
  return copy;
}

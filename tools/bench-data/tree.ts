// Files of a folder by their paths, in memory until they are written.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";

export type Tree = ReadonlyMap<string, Uint8Array>;

export function writeTree(folder: string, tree: Tree): void {
  for (const [path, bytes] of tree) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}

export const textFile = (text: string): Uint8Array => new TextEncoder().encode(text);

export const jsonFile = (value: unknown): Uint8Array => textFile(JSON.stringify(value, null, 1));

/** One record a line. */
export const linesFile = (values: readonly unknown[]): Uint8Array =>
  textFile(values.map((value) => `${JSON.stringify(value)}\n`).join(""));

export type Row = Readonly<Record<string, string | number | readonly string[]>>;

/** Writes rows of equal fields as Parquet, as `datasets` publishes them: lists as lists, whole numbers as INT64. */
export function parquetFile(rows: readonly Row[]): Uint8Array {
  const names = Object.keys(rows[0] ?? {});
  const columnData = names.map((name) => {
    const data = rows.map((row) => row[name]);
    const isWhole = data.every((value) => Number.isInteger(value));
    return { name, data: isWhole ? data.map((value) => BigInt(Number(value))) : data };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

/** A file that is called a video and is none. */
export const BROKEN = textFile("This is a shopping list, not a video.\nBread, milk, a lens cap.\n");

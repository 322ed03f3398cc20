// Reads the records of an annotation file: JSON (a list, or an object of records by name), JSON lines, and Parquet.

import { AppError } from "../base/errors.ts";
import { isDeep, shown } from "../base/json.ts";
import type { BenchmarkFolder } from "./folder.ts";

const MAGIC = "PAR1";

/** Returns a file's records. @throws AppError `bench-records`. */
export async function readRecords(folder: BenchmarkFolder, file: string): Promise<BenchRecord[]> {
  const bytes = await folder.read(file);
  const values = file.endsWith(".parquet")
    ? await parquetRows(file, bytes)
    : jsonValues(file, bytes);
  return values.map((value, place) => new BenchRecord(`${file}, record ${place + 1}`, value));
}

/** One record of a named file, with typed getters for its fields. */
export class BenchRecord {
  readonly where: string;
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(where: string, value: unknown) {
    if (isDeep(value)) throw wrong(`${where} is nested so deep that it is not read.`);
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw wrong(`${where} is ${shown(value)}, not an object with fields.`);
    this.where = where;
    this.#fields = value as Readonly<Record<string, unknown>>;
  }

  has(...names: readonly string[]): boolean {
    return names.every((name) => this.#fields[name] !== undefined && this.#fields[name] !== null);
  }

  raw(name: string): unknown {
    return this.#fields[name];
  }

  text(name: string): string {
    const value = this.#fields[name];
    if (typeof value === "string") return value;
    if (typeof value === "number") return String(value);
    throw this.#wrong(name, "a text");
  }

  number(name: string): number {
    const value = this.#fields[name];
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    if (typeof number === "number" && Number.isFinite(number)) return number;
    throw this.#wrong(name, "a number");
  }

  numbersOrNull(name: string): (number | null)[] {
    const value = this.#fields[name];
    const isFit = (item: unknown): boolean => item === null || typeof item === "number";
    if (Array.isArray(value) && value.every(isFit)) return value as (number | null)[];
    throw this.#wrong(name, "a list of numbers");
  }

  texts(name: string): string[] {
    const value = this.#fields[name];
    if (Array.isArray(value) && value.every((item) => ["string", "number"].includes(typeof item)))
      return value.map(String);
    throw this.#wrong(name, "a list of texts");
  }

  #wrong(name: string, wanted: string): AppError {
    return wrong(`${this.where}: "${name}" is ${shown(this.#fields[name])}, wanted ${wanted}.`);
  }
}

function jsonValues(file: string, bytes: Uint8Array): unknown[] {
  const text = new TextDecoder().decode(bytes); // without the byte order mark
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value;
    const [first] = Object.values(value ?? {});
    // A file of one line is a record; an object of objects has a record by each name.
    return typeof first === "object" && !Array.isArray(first)
      ? Object.values(value ?? {})
      : [value];
  } catch (cause) {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    const values = lines.map(lineValue);
    const broken = values.indexOf(undefined);
    if (lines.length > 1 && broken < 0) return values;
    const place =
      broken > 0 ? ` Line ${broken + 1} of ${lines.length} is the first that is not.` : "";
    throw wrong(`${file} is not JSON, neither as a whole nor line by line.${place}`, cause);
  }
}

function lineValue(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function parquetRows(file: string, bytes: Uint8Array): Promise<unknown[]> {
  const isWhole = [bytes.subarray(0, 4), bytes.subarray(-4)].every(
    (part) => new TextDecoder("latin1").decode(part) === MAGIC,
  );
  if (!isWhole) throw wrong(`${file} is not a whole Parquet file.`);
  try {
    return await rowsOf(bytes.slice().buffer);
  } catch (cause) {
    throw wrong(`${file} cannot be read as Parquet.`, cause);
  }
}

/** Reads one column of one group of rows at a time: of several at once, the library lets failures after the first go unheard. */
async function rowsOf(file: ArrayBuffer): Promise<Record<string, unknown>[]> {
  const [{ parquetMetadataAsync, parquetReadObjects, parquetSchema }, { compressors }] =
    await Promise.all([import("hyparquet"), import("hyparquet-compressors")]);
  const metadata = await parquetMetadataAsync(file);
  const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
  const rows: Record<string, unknown>[] = [];
  for (const { num_rows: count } of metadata.row_groups) {
    const rowStart = rows.length;
    const range = { rowStart, rowEnd: rowStart + Number(count) };
    for (const column of columns) {
      const options = { file, metadata, compressors, columns: [column], ...range };
      for (const [at, row] of (await parquetReadObjects(options)).entries())
        rows[rowStart + at] = { ...rows[rowStart + at], [column]: plain(row[column]) };
    }
  }
  return rows;
}

/** Whole numbers of 64 bits come as BigInt. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value) || ArrayBuffer.isView(value))
    return Array.from(value as unknown[], plain);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

const wrong = (message: string, cause?: unknown): AppError =>
  new AppError(
    "bench-records",
    message,
    "The file may be half downloaded or changed: fetch it again from where the benchmark is published.",
    { cause },
  );

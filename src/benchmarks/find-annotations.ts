// Finds annotation files by the fields of their records, whatever they are called: people rename and export them.

import { type BenchmarkFolder, filesIn } from "./folder.ts";
import { readRecords } from "./records.ts";

const KINDS = [".parquet", ".jsonl", ".json"];

/**
 * Returns the files in some places whose first record has all fields, of the first place and kind of file that has one: the
 * same records are often there as Parquet and as JSON.
 * @throws AppError `bench-records` when none has them and one cannot be read.
 */
export async function annotationsWith(
  folder: BenchmarkFolder,
  places: readonly string[],
  fields: readonly string[],
): Promise<string[]> {
  const broken: unknown[] = [];
  for (const place of places) {
    for (const kind of KINDS) {
      const fitting = [];
      for (const file of await filesIn(folder, [place], (name) => name.endsWith(kind))) {
        try {
          const [first] = await readRecords(folder, file);
          if (first?.has(...fields) === true) fitting.push(file);
        } catch (thrown) {
          broken.push(thrown);
        }
      }
      if (fitting.length > 0) return fitting;
    }
  }
  if (broken.length > 0) throw broken[0];
  return [];
}

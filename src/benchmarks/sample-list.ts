// Collects samples out of records: names stay apart, and what cannot be asked is counted instead of lost in silence.

import type { FoundSamples, Sample } from "./benchmark.ts";
import type { BenchmarkFolder } from "./folder.ts";
import { readRecords, type BenchRecord } from "./records.ts";

/** Why a record is left out: the end of a sentence that begins with their number. */
export type LeftOutReason = string;

export const NO_RIGHT_OPTION: LeftOutReason = "their answer is none of their options";

/**
 * Returns the samples of some files, file by file. `read` makes one of a record and its place in its file, or says why it is
 * left out.
 * @throws AppError `bench-records`.
 */
export async function collectSamples(
  folder: BenchmarkFolder,
  files: readonly string[],
  read: (record: BenchRecord, place: number, file: string) => Promise<Sample | LeftOutReason>,
): Promise<FoundSamples> {
  const list = new SampleList();
  const records = await Promise.all(files.map((file) => readRecords(folder, file)));
  for (const [i, file] of files.entries()) {
    for (const [place, record] of (records[i] ?? []).entries()) {
      const sample = await read(record, place, file);
      if (typeof sample === "string") list.leaveOut(sample);
      else list.add(sample);
    }
  }
  return list.found(files);
}

class SampleList {
  readonly #samples: Sample[] = [];
  readonly #times = new Map<string, number>();
  readonly #remarks = new Map<LeftOutReason, number>();
  #twice = 0;

  /** Adds a sample. A name that was there gets a number; with it what stands together with nothing else. */
  add(sample: Sample): void {
    const times = (this.#times.get(sample.id) ?? 0) + 1;
    this.#times.set(sample.id, times);
    if (times === 1) {
      this.#samples.push(sample);
      return;
    }
    this.#twice++;
    const id = `${sample.id}#${times}`;
    const together = sample.together === sample.id ? id : sample.together;
    this.#samples.push({ ...sample, id, together });
  }

  leaveOut(reason: LeftOutReason): void {
    this.#remarks.set(reason, (this.#remarks.get(reason) ?? 0) + 1);
  }

  found(files: readonly string[]): FoundSamples {
    const remarks = [...this.#remarks].map(
      ([reason, count]) =>
        `${count} ${count === 1 ? "record is" : "records are"} left out: ${reason}.`,
    );
    if (this.#twice > 0)
      remarks.push(
        `${this.#twice} ${this.#twice === 1 ? "record has" : "records have"} the id of another; a number was added.`,
      );
    return { samples: this.#samples, remarks, files };
  }
}

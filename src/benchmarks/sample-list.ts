// Collects samples out of records: names stay apart, and what cannot be asked is counted instead of lost in silence.

import type { FoundSamples, Sample } from "./benchmark.ts";

export class SampleList {
  readonly #samples: Sample[] = [];
  readonly #times = new Map<string, number>();
  readonly #remarks = new Map<string, number>();
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

  /** Counts a record that is left out, by the reason: the end of a sentence that begins with their number. */
  leaveOut(reason: string): void {
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

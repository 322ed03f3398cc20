// The results of an evaluation by clip or sample, and by the key of what was asked. Pure.

/** What is kept of one clip: results by the key of what was run on it. */
export interface ClipRecord<Result> {
  readonly index: number;
  /** What people call it. */
  readonly name?: string;
  readonly byRequest: Readonly<Record<string, Result>>;
}

/** Results that are kept somewhere, so that a stopped run can go on. */
export interface ResultLog<Result> {
  /** Whether the clip has a result for each key. */
  has(index: number, keys: readonly string[]): boolean;
  /** Adds results to those of a clip, and keeps them; rejects when they cannot be kept. */
  add(record: ClipRecord<Result>): void | Promise<void>;
  records(clips: readonly { readonly index: number }[]): ClipRecord<Result>[];
}

/** Results in memory. */
export class Results<Result> implements ResultLog<Result> {
  readonly #byClip = new Map<number, Readonly<Record<string, Result>>>();

  has(index: number, keys: readonly string[]): boolean {
    const known = this.#byClip.get(index);
    return known !== undefined && keys.every((key) => key in known);
  }

  add({ index, byRequest }: ClipRecord<Result>): void {
    this.#byClip.set(index, { ...this.#byClip.get(index), ...byRequest });
  }

  records(clips: readonly { readonly index: number }[]): ClipRecord<Result>[] {
    return clips.map(({ index }) => ({ index, byRequest: this.#byClip.get(index) ?? {} }));
  }

  /** Returns the results of all clips and keys. */
  all(): Result[] {
    return [...this.#byClip.values()].flatMap((byRequest) => Object.values(byRequest));
  }
}

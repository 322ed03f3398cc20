// Connections that a fault has stalled, so that a test can break them once what was sent is known to have arrived.

/** The stalled connections, by repository. */
export class Stalled {
  readonly #breaks = new Map<string, Set<() => void>>();

  /** Keeps a connection of `repo` open, until `breakAll(repo)` ends it with `end`. */
  add(repo: string, end: () => void): void {
    const breaks = this.#breaks.get(repo) ?? new Set();
    this.#breaks.set(repo, breaks.add(end));
  }

  breakAll(repo: string): void {
    for (const end of this.#breaks.get(repo) ?? []) end();
    this.#breaks.delete(repo);
  }
}

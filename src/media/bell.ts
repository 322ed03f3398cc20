/** A signal that can be given again and again: every `ring` wakes all who wait at that time. */
export class Bell {
  #wake: () => void = () => undefined;
  #next = this.#again();

  ring(): void {
    this.#wake();
    this.#next = this.#again();
  }

  /** Resolves at the next ring. */
  wait(): Promise<void> {
    return this.#next;
  }

  #again(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }
}

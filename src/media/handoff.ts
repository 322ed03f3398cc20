// A short queue between the decoder, which runs ahead, and the consumer, which takes one frame at a time.

import { Bell } from "./bell.ts";

/** A queue whose items belong to whoever takes them; items that nobody takes go to `discard`. */
export class Handoff<T> {
  readonly #discard: (item: T) => void;
  readonly #items: T[] = [];
  #state: "open" | "ended" | "closed" = "open";
  #failure: { readonly thrown: unknown } | null = null;
  readonly #bell = new Bell();

  constructor(discard: (item: T) => void) {
    this.#discard = discard;
  }

  get isClosed(): boolean {
    return this.#state === "closed";
  }

  put(item: T): void {
    if (this.#state === "open") this.#items.push(item);
    else this.#discard(item);
    this.#bell.ring();
  }

  /** Ends the queue: after the last item, `take` returns undefined, or throws the failure. */
  end(failure: { readonly thrown: unknown } | null = null): void {
    if (this.#state === "open") this.#state = "ended";
    this.#failure ??= failure;
    this.#bell.ring();
  }

  /** Marks that the consumer has stopped: waiting and later items are discarded. */
  close(): void {
    this.#state = "closed";
    for (const item of this.#items.splice(0)) this.#discard(item);
    this.#bell.ring();
  }

  async take(): Promise<T | undefined> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) {
        this.#bell.ring();
        return item;
      }
      if (this.#failure !== null) throw this.#failure.thrown;
      if (this.#state !== "open") return undefined;
      await this.#bell.wait();
    }
  }

  /** Resolves when fewer than `count` items wait, or when the consumer has stopped. */
  async room(count: number): Promise<void> {
    while (this.#items.length >= count && !this.isClosed) await this.#bell.wait();
  }
}

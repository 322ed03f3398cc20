// A Blob of zeros that takes no memory until it is read: it stands for a file of weights that is still on its way.

/** Returns a Blob of so many zeros. */
export const zeroBlob = (size: number): Blob => new ZeroBlob(size);

class ZeroBlob extends Blob {
  readonly #size: number;

  constructor(size: number) {
    super();
    this.#size = size;
  }

  override get size(): number {
    return this.#size;
  }

  override slice(start = 0, end = this.#size): Blob {
    const at = (place: number): number =>
      Math.min(this.#size, place < 0 ? Math.max(0, this.#size + place) : place);
    return new ZeroBlob(Math.max(0, at(end) - at(start)));
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return Promise.resolve(new ArrayBuffer(this.#size));
  }

  override bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return Promise.resolve(new Uint8Array(this.#size));
  }
}

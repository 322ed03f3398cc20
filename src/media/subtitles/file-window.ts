// Reads a file from front to back in large pieces, for whoever looks at a few bytes here and there.

/** Large enough that a long file takes few reads. */
const WINDOW_BYTES = 2 ** 20;

export class FileWindow {
  readonly #file: Blob;
  #from = 0;
  #bytes = new Uint8Array(0);

  constructor(file: Blob) {
    this.#file = file;
  }

  /** Returns the bytes from `at` on; fewer at the end of the file. */
  async read(at: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const end = Math.min(this.#file.size, at + length);
    if (at < this.#from || end > this.#from + this.#bytes.length) {
      const to = at + Math.max(length, WINDOW_BYTES);
      this.#from = at;
      this.#bytes = new Uint8Array(await this.#file.slice(at, to).arrayBuffer());
    }
    return this.#bytes.subarray(at - this.#from, end - this.#from);
  }
}

// A file on disk in a form that the runtime can read safely. onnxruntime-web 1.30 (JSPI) reads each tensor with a byte
// reader on the Blob's `slice().stream()` (https://github.com/microsoft/onnxruntime/pull/29477), and in Chromium 156 such
// a read sometimes never settles: 5 of 18 loads of a 667 MB model from OPFS hung. Reading by `slice().arrayBuffer()` does
// not have this fault. This can go when loads no longer hang without it.

/** The bytes read at once: far fewer than a model has, far more than a call costs. */
const PIECE_BYTES = 2 ** 22;

/** Returns a Blob of the same bytes whose streams give pieces, each detached when the next is asked for. */
export function piecedBlob(file: Blob, pieceBytes: number = PIECE_BYTES): Blob {
  return new PiecedBlob(file, pieceBytes);
}

class PiecedBlob extends Blob {
  readonly #file: Blob;
  readonly #pieceBytes: number;

  constructor(file: Blob, pieceBytes: number) {
    super();
    this.#file = file;
    this.#pieceBytes = pieceBytes;
  }

  override get size(): number {
    return this.#file.size;
  }

  override get type(): string {
    return this.#file.type;
  }

  override slice(start?: number, end?: number, type?: string): Blob {
    return new PiecedBlob(this.#file.slice(start, end, type), this.#pieceBytes);
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return this.#file.arrayBuffer();
  }

  override bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#file.bytes();
  }

  override text(): Promise<string> {
    return this.#file.text();
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const file = this.#file;
    const pieceBytes = this.#pieceBytes;
    let start = 0;
    let last: ArrayBuffer | null = null;
    return new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        async pull(controller) {
          // Freed at once, because otherwise a quarter of a gigabyte of pieces waits for the garbage collector.
          last?.transfer(0);
          last = null;
          if (start >= file.size) return controller.close();
          const piece = file.slice(start, start + pieceBytes);
          start += pieceBytes;
          last = await piece.arrayBuffer();
          controller.enqueue(new Uint8Array(last));
        },
      },
      { highWaterMark: 0 }, // nothing is read ahead: a pull means that the last piece was taken
    );
  }
}

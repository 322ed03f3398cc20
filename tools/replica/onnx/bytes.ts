// Bytes that are made when they are needed, the same ones each time.

export interface LazyBytes {
  readonly byteLength: number;
  /** Yields the bytes in order, in pieces of any size. */
  readonly pieces: () => Iterable<Uint8Array>;
}

/** Returns all pieces in one array. @throws Error when there are not as many bytes as announced. */
export function joined({ byteLength, pieces }: LazyBytes, name: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteLength);
  let offset = 0;
  for (const piece of pieces()) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  if (offset !== byteLength) {
    throw new Error(`${name} gave ${offset} bytes, ${byteLength} were announced.`);
  }
  return bytes;
}

export const inMemory = (bytes: Uint8Array): LazyBytes => ({
  byteLength: bytes.length,
  pieces: () => [bytes],
});

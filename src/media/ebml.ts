// The elements of an MKV or WebM: an id, a length, and a body, which may be elements again.

/** The most bytes of an id and a length. */
export const HEAD_BYTES = 12;

export interface ElementHead {
  readonly id: number;
  readonly headBytes: number;
  /** The bytes of its body; Infinity when they are not known. */
  readonly bytes: number;
}

/** Reads an element's id and length, each of which tells by its leading zeros how many bytes it has. */
export function readHead(bytes: Uint8Array, at: number): ElementHead | null {
  const idBytes = Math.clz32(bytes[at] ?? 0) - 23;
  const sizeAt = at + idBytes;
  const sizeBytes = Math.clz32(bytes[sizeAt] ?? 0) - 23;
  if (idBytes > 4 || sizeBytes > 8 || sizeAt + sizeBytes > bytes.length) return null;
  const mask = 2 ** (8 - sizeBytes) - 1;
  const first = (bytes[sizeAt] ?? 0) & mask;
  const size = readNumber(bytes.subarray(sizeAt + 1, sizeAt + sizeBytes), first);
  const isUnknown = size === mask * 256 ** (sizeBytes - 1) + 256 ** (sizeBytes - 1) - 1;
  return {
    id: readNumber(bytes.subarray(at, sizeAt), 0),
    headBytes: idBytes + sizeBytes,
    bytes: isUnknown ? Infinity : size,
  };
}

/** Returns the number in some bytes, the first being the highest, behind those that came before. */
export const readNumber = (bytes: Uint8Array, before = 0): number =>
  bytes.reduce((value, byte) => value * 256 + byte, before);

/** The elements of a body, one after the other. */
export function* elements(
  bytes: Uint8Array<ArrayBuffer>,
): Generator<{ readonly id: number; readonly body: Uint8Array<ArrayBuffer> }> {
  for (let at = 0; at < bytes.length;) {
    const head = readHead(bytes, at);
    if (head === null) return;
    const from = at + head.headBytes;
    yield { id: head.id, body: bytes.subarray(from, from + head.bytes) };
    at = from + head.bytes;
  }
}

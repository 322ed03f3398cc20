// Finds the sequence header of AV1, without which no packet can be decoded. It may be in the first packet only. Pure.

const SEQUENCE_HEADER = 1;

/** Returns the sequence header in a packet, or in the units of an `av1C` box; null when there is none. */
export function findSequenceHeader(data: Uint8Array): Uint8Array | null {
  for (let at = 0; at < data.length;) {
    const head = data[at] ?? 0;
    const hasExtension = (head & 4) !== 0;
    const hasSize = (head & 2) !== 0;
    const sizeAt = at + (hasExtension ? 2 : 1);
    // A unit without a size is the last one.
    const size = hasSize ? readLeb128(data, sizeAt) : { value: data.length - sizeAt, bytes: 0 };
    const end = sizeAt + size.bytes + size.value;
    if (((head >> 3) & 15) === SEQUENCE_HEADER) return hasSize ? data.slice(at, end) : null;
    at = end;
  }
  return null;
}

/** Reads a number of seven bits a byte, the lowest first. */
function readLeb128(data: Uint8Array, at: number): { value: number; bytes: number } {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = data[at + index] ?? 0;
    value += (byte & 127) * 2 ** (7 * index);
    if (byte < 128) return { value, bytes: index + 1 };
  }
  return { value, bytes: 8 };
}

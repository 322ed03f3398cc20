// Reads a Blob from front to back through a small window, so that skipped bytes never come into memory.

import { AppError } from "../../base/errors.ts";

export interface BlobReader {
  /** The offset of the next byte. */
  readonly offset: number;
  /** Reads a protobuf varint below 2⁵³. */
  varint(): Promise<number>;
  /** Reads a varint of any size as its bytes. */
  rawVarint(): Promise<Uint8Array<ArrayBuffer>>;
  bytes(count: number): Promise<Uint8Array<ArrayBuffer>>;
  skip(count: number): void;
}

const WINDOW_BYTES = 2 ** 18;
/** The longest varint, in bytes: seven bits of 64 each. */
const MOST_VARINT = 10;

/** Creates a reader at the Blob's start. @throws AppError `graph-create` when it reads past the end. */
export function createBlobReader(blob: Blob): BlobReader {
  let offset = 0;
  let start = 0;
  let window = new Uint8Array(0);

  const checkEnd = (count: number): void => {
    if (offset + count <= blob.size) return;
    throw new AppError(
      "graph-create",
      `The graph ends at byte ${blob.size}, in the middle of a field.`,
      "The file is cut short; fetch the model again.",
    );
  };

  const need = async (count: number): Promise<void> => {
    if (offset >= start && offset + count <= start + window.length) return;
    checkEnd(count);
    start = offset;
    const end = Math.min(blob.size, start + Math.max(count, WINDOW_BYTES));
    window = new Uint8Array(await blob.slice(start, end).arrayBuffer());
  };

  const byte = async (): Promise<number> => {
    await need(1);
    return window[offset++ - start] ?? 0;
  };

  const rawVarint = async (): Promise<Uint8Array<ArrayBuffer>> => {
    const parts: number[] = [];
    do parts.push(await byte());
    while ((parts.at(-1) ?? 0) >= 0x80 && parts.length < MOST_VARINT);
    return Uint8Array.from(parts);
  };

  return {
    get offset() {
      return offset;
    },
    async varint() {
      let value = 0;
      for (const [i, part] of (await rawVarint()).entries()) value += (part & 0x7f) * 128 ** i;
      return value;
    },
    rawVarint,
    async bytes(count) {
      await need(count);
      const from = offset - start;
      offset += count;
      return window.slice(from, from + count);
    },
    skip(count) {
      checkEnd(count);
      offset += count;
    },
  };
}

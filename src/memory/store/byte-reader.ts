// Reads what a `ByteWriter` wrote, and nothing beyond its end.

import { alignTo } from "../../base/shape.ts";

/** Thrown when the bytes end too early, or go on after the end. */
export class LayoutError extends Error {
  override readonly name = "LayoutError";
}

export interface ByteReader {
  word(): number;
  floats(count: number): Float32Array<ArrayBuffer>;
  doubles(count: number): Float64Array<ArrayBuffer>;
  words(count: number): Uint32Array<ArrayBuffer>;
  /** Returns a copy of the next bytes. */
  bytes(count: number): ArrayBuffer;
  text(): string;
  /** Checks that everything was read. @throws LayoutError when bytes are left. */
  end(): void;
}

export function createByteReader(all: ArrayBuffer): ByteReader {
  let at = 0;
  const bytes = (count: number): ArrayBuffer => {
    const end = at + count;
    if (end > all.byteLength) {
      throw new LayoutError(`${count} bytes wanted at ${at} of ${all.byteLength}`);
    }
    const taken = all.slice(at, end);
    at = alignTo(end, 4);
    return taken;
  };
  const words = (count: number): Uint32Array<ArrayBuffer> => new Uint32Array(bytes(4 * count));
  const word = (): number => words(1)[0] ?? 0;
  return {
    word,
    words,
    bytes,
    floats: (count) => new Float32Array(bytes(4 * count)),
    doubles: (count) => new Float64Array(bytes(8 * count)),
    text: () => new TextDecoder().decode(bytes(word())),
    end() {
      if (at !== all.byteLength) throw new LayoutError(`${all.byteLength - at} bytes are left`);
    },
  };
}

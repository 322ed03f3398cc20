// Writes numbers and bytes one after the other, each part aligned to four, in the machine's byte order (little-endian
// wherever WebGPU runs).

import { alignTo } from "../../base/shape.ts";

export interface ByteWriter {
  word(value: number): void;
  /** Writes a view of 4- or 8-byte numbers, or plain bytes. */
  bytes(view: ArrayBufferView<ArrayBuffer>): void;
  text(value: string): void;
  finish(): Uint8Array<ArrayBuffer>;
}

export function createByteWriter(): ByteWriter {
  const parts: { readonly at: number; readonly bytes: Uint8Array<ArrayBuffer> }[] = [];
  let length = 0;
  const add = (view: ArrayBufferView<ArrayBuffer>): void => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    parts.push({ at: length, bytes });
    length = alignTo(length + bytes.length, 4);
  };
  const word = (value: number): void => add(Uint32Array.of(value));
  return {
    word,
    bytes: add,
    text(value) {
      const bytes = new TextEncoder().encode(value);
      word(bytes.length);
      add(bytes);
    },
    finish() {
      const all = new Uint8Array(length);
      for (const { at, bytes } of parts) all.set(bytes, at);
      return all;
    },
  };
}

// Builds MKV files for tests of how they are read.

type Bytes = Uint8Array<ArrayBuffer>;

export const joined = (...parts: readonly Uint8Array[]): Bytes => {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

const idBytes = (id: number): number[] => {
  const bytes = [id >>> 24, (id >>> 16) & 255, (id >>> 8) & 255, id & 255];
  return bytes.slice(bytes.findIndex((byte) => byte !== 0));
};

/** An element; a null body stands for one whose length is not known, and whose content follows. */
export const element = (id: number, body: Uint8Array | null): Bytes =>
  body === null
    ? new Uint8Array([...idBytes(id), 0xff])
    : joined(
        new Uint8Array([
          ...idBytes(id),
          0x10 | (body.length >>> 24),
          (body.length >>> 16) & 255,
          (body.length >>> 8) & 255,
          body.length & 255,
        ]),
        body,
      );

export const number = (id: number, value: number): Bytes =>
  element(id, new Uint8Array([(value >>> 16) & 255, (value >>> 8) & 255, value & 255]));

export const text = (id: number, value: string): Bytes =>
  element(id, new TextEncoder().encode(value));

/** A block of a track, so many ticks behind its cluster. */
export const block = (track: number, ticks: number, body: Uint8Array, flags = 0): Bytes =>
  joined(new Uint8Array([0x80 | track, (ticks >> 8) & 255, ticks & 255, flags]), body);

export const EBML = element(0x1a45dfa3, new Uint8Array());

// Changes bytes as damage and malice do: a few of them, a stretch, or a number that counts or measures something.

import type { Random } from "../../src/base/random.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Values at which counts and lengths overflow, turn negative or go beyond the file. */
const NUMBERS: readonly bigint[] = [
  0n,
  1n,
  7n,
  8n,
  0x7fn,
  0x80n,
  0xffn,
  0x100n,
  0x7fffn,
  0x8000n,
  0xffffn,
  0x10000n,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  0x1_0000_0000n,
  0x1f_ffff_ffff_ffffn,
  0x7fff_ffff_ffff_ffffn,
  0xffff_ffff_ffff_ffffn,
];

/** Returns a damaged copy of `bytes`; `other` gives what is spliced in. */
export function mutateBytes(random: Random, bytes: Bytes, other: Bytes = bytes): Bytes {
  let changed: Bytes = bytes.slice();
  for (let count = random.pick([1, 1, 1, 2, 3, 5, 8]); count > 0; count--) {
    changed = mutateOnce(random, changed, other);
  }
  return changed;
}

function mutateOnce(random: Random, bytes: Bytes, other: Bytes): Bytes {
  if (bytes.length === 0) return stretch(random, other);
  const at = place(random, bytes.length);
  const end = Math.min(bytes.length, at + random.pick([1, 2, 4, 8, 16, 64, 512, bytes.length]));
  switch (random.integer(0, 8)) {
    case 0:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(0, 7));
      return bytes;
    case 1:
      bytes[at] = random.integer(0, 255);
      return bytes;
    case 2:
    case 3:
      return withNumber(random, bytes, at);
    case 4:
      return bytes.slice(0, at); // cut short
    case 5:
      return joined(bytes.subarray(0, at), bytes.subarray(end)); // a stretch is missing
    case 6:
      return joined(bytes.subarray(0, end), bytes.subarray(at)); // a stretch is there twice
    case 7:
      return joined(bytes.subarray(0, at), stretch(random, other), bytes.subarray(at));
    default:
      return bytes.fill(random.pick([0, 0xff]), at, end);
  }
}

/** Headers are at the beginning of most files, and at the end of some. */
function place(random: Random, length: number): number {
  const reach = random.pick([64, 1_024, length, length]);
  const offset = random.integer(0, Math.min(reach, length) - 1);
  return random.chance(0.1) ? length - 1 - offset : offset;
}

function withNumber(random: Random, bytes: Bytes, at: number): Bytes {
  const width = random.pick([1, 2, 4, 4, 8]);
  const isLittle = random.chance(0.5);
  let value = random.pick(NUMBERS) + (random.chance(0.2) ? BigInt(random.integer(-2, 2)) : 0n);
  for (let place = 0; place < width && at + place < bytes.length; place++, value >>= 8n) {
    bytes[at + (isLittle ? place : Math.max(0, width - 1 - place))] = Number(value & 0xffn);
  }
  return bytes;
}

function stretch(random: Random, bytes: Bytes): Bytes {
  const from = random.integer(0, Math.max(0, bytes.length - 1));
  return bytes.slice(from, from + random.pick([1, 4, 16, 256, 4_096]));
}

export function joined(...parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

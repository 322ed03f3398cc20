// What the text of a translated shader calls beside the language itself.

import { wordsOf, type Words } from "./words.ts";

export const fround = Math.fround;

/** The numbers of a vector or struct that a function returns; the caller reads them at once. */
export const returned = new Float64Array(64);

const cast = wordsOf(new ArrayBuffer(4));

/** The bits of an f32. */
export function bitsOf(value: number): number {
  cast.floats[0] = value;
  return cast.uints[0] ?? 0;
}

/** The f32 of these bits. */
export function floatOf(bits: number): number {
  cast.uints[0] = bits;
  return cast.floats[0] ?? 0;
}

/** Converts as WGSL does: toward zero, and to the nearest end of the range; NaN is 0. */
export const toUint = (value: number): number =>
  value >= 4294967295 ? 4294967295 : value > 0 ? value >>> 0 : 0;

/** As `toUint`, for i32. */
export function toInt(value: number): number {
  if (value >= 2147483647) return 2147483647;
  return value <= -2147483648 ? -2147483648 : value | 0;
}

export function bitsIn(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The place of the lowest bit that is 1; all ones where there is none. */
export const lowestBit = (value: number): number =>
  value === 0 ? 0xffffffff : 31 - Math.clz32(value & -value);

/** Four numbers from 0 to 1 as bytes of one word, the first lowest. */
export const packBytes = (a: number, b: number, c: number, d: number): number =>
  (byteOf(a) | (byteOf(b) << 8) | (byteOf(c) << 16) | (byteOf(d) << 24)) >>> 0;

const byteOf = (value: number): number => Math.floor(0.5 + 255 * Math.min(1, Math.max(0, value)));

/** Reads a constant of the pipeline. @throws Error when it is missing and has no default. */
export function constantOf(
  constants: Readonly<Record<string, number>>,
  name: string,
  fallback?: number | boolean,
): number {
  const value = constants[name] ?? fallback;
  if (value === undefined) throw new Error(`the constant ${name} is not given`);
  return Number(value);
}

export const workgroupMemory = (words: number): Words => wordsOf(new ArrayBuffer(4 * words));

/** Runs the invocations of a workgroup from one barrier to the next, until all have ended. */
export function inStep(size: number, start: (lane: number) => Iterator<void, void>): void {
  const waiting: Iterator<void, void>[] = [];
  for (let lane = 0; lane < size; lane++) waiting.push(start(lane));
  while (waiting.length > 0) {
    let left = 0;
    for (const invocation of waiting) {
      if (invocation.next().done !== true) waiting[left++] = invocation;
    }
    waiting.length = left;
  }
}

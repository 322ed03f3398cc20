import { describe, expect, it } from "vitest";
import { halfBits, halfValue } from "../../src/base/half.ts";

/** What the bits of a half mean, by the standard's formula. */
function reference(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

describe("halves", () => {
  it("are the values that the standard gives", () => {
    const all = Array.from({ length: 65_536 }, (_, bits) => bits);
    expect(all.filter((bits) => !Object.is(halfValue(bits), reference(bits)))).toEqual([]);
  });

  it("are every half's own bits", () => {
    const wrong: number[] = [];
    for (let bits = 0; bits < 65_536; bits++) {
      const value = reference(bits);
      if (!Number.isNaN(value) && halfBits(value) !== bits) wrong.push(bits);
    }
    expect(wrong).toEqual([]);
  });

  it("are the nearest, and the even one between two", () => {
    const wrong: number[] = [];
    for (let bits = 0; bits < 0x7bff; bits++) {
      const [low, high] = [reference(bits), reference(bits + 1)];
      const middle = (low + high) / 2;
      const even = bits % 2 === 0 ? bits : bits + 1;
      if (halfBits(middle) !== even || halfBits(-middle) !== (even | 0x8000)) wrong.push(bits);
      if (halfBits(low + (high - low) * 0.49) !== bits) wrong.push(bits);
      if (halfBits(low + (high - low) * 0.51) !== bits + 1) wrong.push(bits);
    }
    expect(wrong).toEqual([]);
  });

  it("become infinite when they are too large, and keep NaN", () => {
    expect(halfBits(65_519)).toBe(0x7bff);
    expect(halfBits(65_520)).toBe(0x7c00);
    expect(halfBits(-Infinity)).toBe(0xfc00);
    expect(reference(halfBits(NaN))).toBeNaN();
  });
});

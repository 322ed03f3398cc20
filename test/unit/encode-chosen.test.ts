import { describe, expect, it } from "vitest";
import { amongAll } from "../../src/compression/encoded-tokens.ts";
import { tablesOf } from "../../src/vision/encode-chosen.ts";

describe("the patches of chosen tokens", () => {
  it("are run in equal numbers, and stand at their places; the others at a row of zeros", () => {
    const wanted = Uint32Array.of(0, 1, 1, 0, 1, /**/ 1, 0, 0, 0, 0);
    const { picked, places, count } = tablesOf(wanted, 2);
    expect(count).toBe(3);
    expect([...picked]).toEqual([1, 2, 4, /**/ 5, 6, 7]);
    expect([...places]).toEqual([0, 1, 2, 0, 3, /**/ 4, 5, 6, 0, 0]);
  });
});

describe("what is said of encoded tokens", () => {
  it("is spread over all: the others come last, are not kept, and stand for themselves", () => {
    const places = Uint32Array.of(1, 2, 4, 5);
    const selection = {
      tokenScores: Float32Array.of(3, 1, 2, 4),
      keptMask: Uint8Array.of(1, 0, 0, 1),
      members: Uint32Array.of(0, 0, 3, 3),
    };
    expect(amongAll(selection, places, 6)).toEqual({
      tokenScores: Float32Array.of(1, 3, 1, 1, 2, 4),
      keptMask: Uint8Array.of(0, 1, 0, 0, 0, 1),
      members: Uint32Array.of(0, 1, 1, 3, 5, 5),
    });
    expect(amongAll({ ...selection, members: null }, places, 6).members).toBeNull();
  });
});

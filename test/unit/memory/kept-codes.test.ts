import { describe, expect, it } from "vitest";
import { keptCodes, pickCodes } from "../../../src/memory/kept-codes.ts";

const channels = Uint32Array.of(1, 4);
/** Token t's words are 4t … 4t + 3. */
const codes = { channels, words: Uint32Array.from({ length: 12 }, (_, i) => i) };

describe("codes of what is kept", () => {
  it("are those of a chunk's chosen tokens", () => {
    expect(pickCodes(codes, Uint32Array.of(0, 2))).toEqual({
      channels,
      words: Uint32Array.of(0, 1, 2, 3, 8, 9, 10, 11),
    });
  });

  it("are those of all chunks in a row, on the first one's channels", () => {
    const records = [codes, pickCodes(codes, Uint32Array.of(1))].map((one) => ({ codes: one }));
    expect(keptCodes(records)).toEqual({
      channels,
      words: Uint32Array.of(...codes.words, 4, 5, 6, 7),
    });
  });

  it("are none where a scorer makes none, or nothing was read", () => {
    expect(keptCodes([])).toBeNull();
    expect(keptCodes([{ codes: null }, { codes: null }])).toBeNull();
  });
});

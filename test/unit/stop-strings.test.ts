import { describe, expect, it } from "vitest";
import { createStopSearch } from "../../src/language/stop-strings.ts";
import { seeded } from "../support/random.ts";

/** What is given of pieces that come one after the other, and whether a string was found. */
function given(strings: readonly string[], pieces: readonly string[]) {
  const search = createStopSearch(strings);
  const out = pieces.map((piece) => search.push(piece));
  return { out, rest: search.flush(), isFound: search.isFound };
}

/** Letter by letter: the text before the longest of the strings with which it ends first; all of it where it never does. */
function textBefore(strings: readonly string[], text: string): string {
  const longestFirst = strings.toSorted((a, b) => b.length - a.length);
  for (let length = 1; length <= text.length; length++) {
    const found = longestFirst.find((string) => text.slice(0, length).endsWith(string));
    if (found !== undefined) return text.slice(0, length - found.length);
  }
  return text;
}

describe("stop strings", () => {
  it("end the text before the first of them", () => {
    expect(given(["."], ["A red", " star. It", " moves."])).toEqual({
      out: ["A red", " star", ""],
      rest: "",
      isFound: true,
    });
    expect(given(["star", "red"], ["A red star"]).out).toEqual(["A "]);
  });

  it("end it with the one that is complete first, the longest of several", () => {
    expect(given(["abbaa", "bb"], ["xabbaa"]).out).toEqual(["xa"]);
    expect(given(["b", "ab"], ["xabc"]).out).toEqual(["x"]);
  });

  it("are found across pieces, and no part of one is given before", () => {
    expect(given(["\n\nQ:"], ["yes", "\n", "\n", "Q", ": no"])).toEqual({
      out: ["yes", "", "", "", ""],
      rest: "",
      isFound: true,
    });
  });

  it("give back what only looked like one, at once or at the end", () => {
    expect(given(["stop"], ["a st", "ar", " sto"])).toEqual({
      out: ["a ", "star", " "],
      rest: "sto",
      isFound: false,
    });
  });

  it("take a beginning that repeats itself", () => {
    expect(given(["aab"], ["aa", "a", "b", "x"])).toEqual({
      out: ["", "a", "", ""],
      rest: "",
      isFound: true,
    });
  });

  it("change nothing where there are none", () => {
    expect(given([], ["a", "", "b"])).toEqual({ out: ["a", "", "b"], rest: "", isFound: false });
  });

  it("give the text before the first of them however it is cut", () => {
    const random = seeded(11);
    const letters = (most: number): string =>
      Array.from({ length: 1 + Math.floor(random() * most) }, () =>
        random() < 0.5 ? "a" : "b",
      ).join("");
    for (let round = 0; round < 500; round++) {
      const strings = [letters(5), letters(5)];
      const text = letters(24);
      const pieces: string[] = [];
      for (let at = 0; at < text.length;) {
        const next = at + 1 + Math.floor(random() * 4);
        pieces.push(text.slice(at, next));
        at = next;
      }
      const { out, rest } = given(strings, pieces);
      const wanted = textBefore(strings, text);
      expect({ strings, pieces, got: out.join("") + rest }).toEqual({
        strings,
        pieces,
        got: wanted,
      });
    }
  });
});

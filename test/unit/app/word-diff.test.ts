import { describe, expect, test } from "vitest";
import { diffWords } from "../../../src/app/compare/word-diff.ts";

const marked = (text: string, reference: string) =>
  diffWords(text, reference)
    .map((piece) => (piece.isDifferent ? `[${piece.text}]` : piece.text))
    .join(" ");

describe("diffWords", () => {
  test("marks nothing in equal answers", () => {
    expect(marked("A red star.", "A red star.")).toBe("A red star.");
  });

  test("ignores case and punctuation around words", () => {
    expect(marked("a red star", "A red star.")).toBe("a red star");
  });

  test("marks a replaced run as one piece", () => {
    expect(marked("stops next to the box", "stops beside the box")).toBe("stops [next to] the box");
  });

  test("marks words that come earlier or later than in the reference", () => {
    expect(marked("red then blue", "blue then red")).toBe("[red then] blue");
  });

  test("marks all words when the reference is empty, and none of an empty answer", () => {
    expect(marked("nothing here", "")).toBe("[nothing here]");
    expect(diffWords("", "something")).toEqual([]);
  });

  test("a word missing from the middle marks nothing", () => {
    expect(marked("A star appears", "A yellow star appears")).toBe("A star appears");
  });

  test("a different mark of punctuation alone is a word of its own", () => {
    expect(marked("yes ?", "yes !")).toBe("yes [?]");
  });
});

import { expect, test } from "vitest";
import { peakedChunks, raisedChunks } from "../../../../src/memory/recall/peaked-chunks.ts";
import { isThinMemory, peaksFor } from "../../../../src/memory/recall/shown-alone.ts";

test.each([
  ["What shape is the red thing?", false, null],
  ["What shape is the red thing?", true, peakedChunks],
  ["What appears briefly?", false, raisedChunks],
  ["What appears briefly?", true, raisedChunks],
  ["How many things appear briefly?", true, null],
  ["How often does it jump?\nA. once\nB. twice", true, null],
] as const)("%s, in a memory that is thin: %s", (question, isThin, peaks) => {
  expect(peaksFor("combined", question, isThin)).toBe(peaks);
  expect(peaksFor("newest", question, isThin)).toBe(peakedChunks);
});

test("a memory is thin below one entry for two frames, its first chunk aside", () => {
  const first = { detailed: 288, compact: 288 };
  const memory = (compact: number) => [
    first,
    ...Array.from({ length: 3 }, () => ({ detailed: 144, compact })),
  ];
  const lengths = [8, 8, 8, 8];
  expect(isThinMemory(memory(3), lengths)).toBe(true);
  expect(isThinMemory(memory(4), lengths)).toBe(false);
  expect(isThinMemory([first], [8])).toBe(false);
  expect(isThinMemory([], [])).toBe(false);
});

import { describe, expect, it } from "vitest";
import { preferChunks } from "../../../../src/memory/recall/prefer-chunks.ts";
import { questionScope } from "../../../../src/memory/recall/question-scope.ts";

/** 75 chunks of eight seconds. */
const RECORDS = Array.from({ length: 75 }, (_, chunk) => ({
  timesSec: Array.from({ length: 8 }, (_, i) => 8 * chunk + i),
}));
/** Chunk 50 is the most relevant one, then 20. */
const RELEVANCE = RECORDS.map((_, chunk) => (chunk === 50 ? 4 : chunk === 20 ? 3 : -1));

/** The chunks that come first, soonest first. */
function firstOf(question: string, count: number, relevance: readonly number[] = RELEVANCE) {
  const scope = questionScope(question, { fromSec: 0, toSec: 600 });
  const preference = preferChunks(scope, RECORDS, relevance, count);
  return [...preference.keys()]
    .sort((a, b) => (preference[b] ?? 0) - (preference[a] ?? 0) || a - b)
    .slice(0, count);
}

describe("the chunks that are preferred", () => {
  it("are the most relevant ones where the question names no part", () => {
    expect(firstOf("What color is the star?", 2)).toEqual([50, 20]);
  });

  it.each<readonly [string, readonly number[]]>([
    ["What happens after 2:10?", [16, 17, 18]],
    ["What happens before 2:10?", [16, 15, 14]],
    ["What is there at 2:12?", [16, 17, 15]],
    ["How does it end?", [74, 73, 50]],
  ])("are those next to what is named: %s", (question, chunks) => {
    expect(firstOf(question, 3)).toEqual(chunks);
  });

  it("are the most relevant ones of a stretch, and behind them those of the whole", () => {
    const chunks = firstOf("What is there between 2:36 and 3:00?", 6);
    expect(chunks[0]).toBe(20);
    expect(chunks.slice(1, 4)).toEqual([19, 21, 22]);
    expect(chunks.slice(4)).toEqual([50, 0]);
  });

  it("are spread evenly over what is to be summed up", () => {
    expect(firstOf("What is this video about?", 3).sort((a, b) => a - b)).toEqual([13, 37, 61]);
    const half = firstOf("Summarize the first half.", 3).sort((a, b) => a - b);
    expect(half).toEqual([6, 19, 31]);
  });

  it("are those of each time that is named", () => {
    expect(firstOf("Is it red at 1:04 and green at 5:04?", 2)).toEqual([8, 38]);
  });

  it("are the same where relevance has no spread, or a chunk was forgotten", () => {
    const flat = RECORDS.map(() => 0);
    expect(firstOf("What happens after 2:10?", 2, flat)).toEqual([16, 17]);
    const scope = questionScope("What happens after 2:10?", { fromSec: 0, toSec: 600 });
    const gone = RECORDS.map((record, chunk) => (chunk === 17 ? { timesSec: [] } : record));
    const preference = preferChunks(scope, gone, flat, 2);
    expect(preference[17]).toBe(0);
    expect(preference[18]).toBeGreaterThan(2);
  });
});

import { describe, expect, test } from "vitest";
import { chunkWords } from "../../../src/app/ribbon/chunk-words.ts";
import { byRelevance, labelledColumns } from "../../../src/app/ribbon/columns.ts";
import { tokenCounts, levelsGrid } from "../../../src/app/stage/token-grid.ts";
import { formatFraction, formatSigned } from "../../../src/app/values/format.ts";
import { rateWords } from "../../../src/app/reading/rate-words.ts";
import { fitsContext, fittingRate, readingCost } from "../../../src/store/whole/choices.ts";
import type { ReadChunk } from "../../../src/engine/api.ts";

const chunk = (index: number, levels: readonly number[]): ReadChunk => ({
  index,
  timesSec: [index * 2 + 0.5, index * 2 + 1.5],
  detailed: 3,
  compact: 1,
  levels: Uint8Array.from(levels),
  scores: null,
});

describe("labels in columns", () => {
  test("stand everywhere where there is room", () => {
    expect([...labelledColumns(4, 26, 26, [])]).toEqual([0, 1, 2, 3]);
  });

  test("never stand over one another, the first named first", () => {
    const labelled = labelledColumns(75, 10, 26, [40, 41, 43, 3, 99, -1]);
    expect([...labelled]).toEqual([40, 43, 3]);
  });
});

test("chunks go by relevance, the chosen ones before all", () => {
  expect(byRelevance([0.2, 2, 1, -1], (index) => index === 3)).toEqual([3, 1, 2, 0]);
});

test("a chunk says its time, its relevance, its level and its tokens", () => {
  const told = { index: 1, columns: 4, chunk: chunk(1, []), relevance: -0.44, forced: null };
  expect(chunkWords({ ...told, role: "detail" })).toBe(
    "Chunk 2 of 4, 0:02 to 0:03, relevance \u22120.4, in detail, 3 tokens",
  );
  expect(chunkWords({ ...told, relevance: null, role: "compact", forced: false })).toBe(
    "Chunk 2 of 4, 0:02 to 0:03, compact, 1 token, kept out of detail",
  );
});

test("the tokens of a frame are its part of the chunk's levels", () => {
  const chunks = [chunk(0, [0, 1, 2, 0, 1, 1, 0, 0]), chunk(1, [2, 2, 2, 0, 0, 0, 0, 1])];
  const grid = levelsGrid(chunks, { rows: 2, columns: 2 }, 3)!;
  expect([...grid.levels]).toEqual([0, 0, 0, 1]);
  expect(tokenCounts(levelsGrid(chunks, { rows: 2, columns: 2 }, 0)!)).toEqual({
    detail: 2,
    compact: 1,
  });
  expect(levelsGrid([], { rows: 2, columns: 2 }, 0)).toBeNull();
});

test.each([
  [-0.44, "\u22120.4"],
  [-0.04, "0.0"],
  [2.31, "2.3"],
])("%d is written %s", (value, words) => {
  expect(formatSigned(value, 1)).toBe(words);
});

test("rates and shares are written as people say them", () => {
  expect(formatFraction(1 / 16)).toBe("1/16");
  expect([2, 1, 1 / 4].map(rateWords)).toEqual([
    "2 frames a second",
    "1 frame a second",
    "1/4 frame a second",
  ]);
});

describe("what reading costs", () => {
  const choices = {
    framesPerSec: 1,
    shares: { detailed: 1 / 2, compact: 1 / 16 },
    scorer: "cover",
  } as const;

  test("ten minutes of the embedded model's tokens", () => {
    expect(readingCost(600, 1)).toEqual({ frames: 600, chunks: 75 });
    expect(readingCost(0, 1)).toEqual({ frames: 1, chunks: 1 });
  });

  test("must fit the model's context; a lower rate may", () => {
    const model = { grid: { rows: 6, columns: 6 }, maxPositions: 2_048, framesPerStep: 1 } as const;
    expect(fitsContext(600, choices, model)).toBe(true);
    // Chunks give way down to one entry each: 1,457 chunks of eight frames.
    expect(fitsContext(1_457 * 8, choices, model)).toBe(true);
    expect(fitsContext(1_458 * 8, choices, model)).toBe(false);
    expect(fittingRate(1_458 * 8, choices, model)).toBe(1 / 2);
    expect(fittingRate(86_400, choices, model)).toBeNull();
    // Eight frames are four steps where two are joined.
    const large = { ...model, grid: { rows: 16, columns: 16 } };
    expect(fitsContext(600, choices, large)).toBe(false);
    expect(fitsContext(600, choices, { ...large, framesPerStep: 2 })).toBe(true);
  });
});

import { describe, expect, it } from "vitest";
import { chunkLines } from "../../../src/pipeline/chunk-lines.ts";

const CHUNKS = [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], [12]].map((timesSec) => ({ timesSec }));
const cue = (fromSec: number, toSec: number) => ({
  fromSec,
  toSec,
  text: `${fromSec}\nto ${toSec}`,
});
const CUES = [cue(-1, 0.5), cue(3.2, 3.4), cue(3.5, 4.5), cue(7, 8), cue(8, 9), cue(30, 31)];
const lines = (isDetailed: readonly boolean[], most = Infinity) =>
  chunkLines(CUES, CHUNKS, { isDetailed, relevance: [0, 3, 1, 2] }, (some) => some.length <= most);

describe("the lines of a question about a whole video", () => {
  it("are those of the chunks in detail, each once, also between their frames", () => {
    expect(lines([true, false, false, false])).toEqual(["-1 to 0.5", "3.2 to 3.4", "3.5 to 4.5"]);
    expect(lines([true, true, false, false])).toEqual([
      "-1 to 0.5",
      "3.2 to 3.4",
      "3.5 to 4.5",
      "7 to 8",
    ]);
    expect(lines([false, false, true, false])).toEqual(["8 to 9"]);
    // The last goes on to the end.
    expect(lines([false, false, false, true])).toEqual(["30 to 31"]);
    expect(lines([false, false, false, false])).toEqual([]);
  });

  it("lose those of the least relevant chunks where there is no room", () => {
    const all = [true, true, true, true];
    expect(lines(all)).toHaveLength(6);
    // Chunk 0 is the least relevant; a line that chunk 1 has too stays.
    expect(lines(all, 5)).toEqual(["3.5 to 4.5", "7 to 8", "8 to 9", "30 to 31"]);
    expect(lines(all, 3)).toEqual(["3.5 to 4.5", "7 to 8", "30 to 31"]);
    expect(lines(all, 0)).toEqual([]);
  });
});

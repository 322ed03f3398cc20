import { describe, expect, it } from "vitest";
import { askText } from "../../../tools/lab/cli/ask.ts";
import { FRAMES, number, readOptions, word } from "../../../tools/lab/cli/options.ts";
import { PLAN } from "../../../tools/lab/cli/plan-options.ts";
import { WHOLE_OPTIONS, wholeArgs } from "../../../tools/lab/cli/whole-options.ts";
import type { WholeValue } from "../../../tools/lab/page/ask-values.ts";

const read = (...args: string[]) =>
  wholeArgs(readOptions(args, { ...PLAN, ...WHOLE_OPTIONS, frames: number(FRAMES) }));

describe("lab ask --whole", () => {
  it("reads a frame a second in chunks of eight, unless told otherwise", () => {
    expect(read()).toEqual({
      kind: "whole",
      read: {
        framesPerSec: 1,
        chunkFrames: 8,
        shares: { detailed: 1 / 2, compact: 1 / 16 },
        scorer: "cover",
        passes: 1,
        prototypes: false,
        contextShare: 1 / 4,
        reuseBelow: 0,
        copiesStill: false,
      },
      ask: { chunks: 3, relevance: "combined" },
    });
    expect(
      read("--rate", "0.5", "--chunk-frames", "16", "--scorer", "uniform", "--chunks", "0"),
    ).toMatchObject({
      read: { framesPerSec: 0.5, chunkFrames: 16, scorer: "uniform" },
      ask: { chunks: 0 },
    });
  });

  it("places what is kept as it is told", () => {
    const options = { ...PLAN, ...WHOLE_OPTIONS, positions: word(["original", "compact"]) };
    const given = readOptions(["--positions", "compact"], options);
    expect(wholeArgs(given).read.positions).toBe("compact");
  });

  it("keeps to a budget of entries, and to a number of chunks only if both are given", () => {
    expect(read("--entries", "900").ask).toEqual({ entries: 900, relevance: "combined" });
    expect(read("--entries", "900", "--chunks", "2").ask).toMatchObject({
      entries: 900,
      chunks: 2,
    });
  });

  it.each([
    [
      ["--detailed-share", "0.1", "--compact-share", "0.2"],
      /--compact-share must not be above --detailed-share/,
    ],
    [["--low", "0.1", "--high", "0.2"], /--compact-share must not be above/],
    [["--entries", "0"], /--entries/],
    [["--passes", "3"], /--passes/],
    [["--rate", "0"], /--rate/],
    [["--rate", "NaN"], /--rate/],
    [["--chunk-frames", "1.5"], /--chunk-frames/],
    [["--scorer", "magic"], /--scorer/],
    [["--relevance", "oracle"], /--relevance/],
    [["--retention", "0.25"], /--retention does not go with --whole/],
    [["--frames", "8"], /--frames does not go with --whole/],
  ] as const)("refuses %s", (args, message) => {
    expect(() => read(...args)).toThrow(message);
  });

  it("names the moments that an answer rests on", () => {
    const value = {
      kind: "whole",
      answers: [
        {
          question: "What?",
          answer: "A blue triangle.",
          chunks: [
            { fromSec: 0.5, toSec: 7.5, isDetailed: true, relevance: 0 },
            { fromSec: 8.5, toSec: 15.5, isDetailed: false, relevance: 1 },
          ],
          entries: 90,
          kvBytes: 1,
          timings: {
            assembleMs: 1,
            prefillMs: 1,
            stepMs: 1,
            steps: 1,
            firstTokenMs: 12,
            totalMs: 20,
          },
        },
      ],
      read: { frames: 16, chunks: 2, isComplete: false, detailed: 144, compact: 18 },
    } as unknown as WholeValue;
    const text = askText(value);
    expect(text).toMatch(/^A blue triangle\.\n/);
    expect(text).toMatch(/in detail\s+0\.5–7\.5 s\n/);
    expect(text).toMatch(/90 of 144 entries/);
    expect(text).toMatch(/Read 16 frames in 2 chunks \(not to its end\)\.\n$/);
  });
});

import { describe, expect, it } from "vitest";
import { type WholeFacts, wholeLines } from "../../../tools/lab/bench/whole-lines.ts";
import type { WholeTimes } from "../../../tools/lab/page/bench-whole.ts";

const FACTS: WholeFacts = {
  chunks: 3,
  shares: { detailed: 1 / 2, compact: 1 / 16 },
  entryBytes: 1000,
  cachePositions: 2048,
};

const times = (
  frames: number,
  firstTokenMs: number,
  more: Partial<WholeTimes> = {},
): WholeTimes => ({
  frames,
  steps: frames,
  stepsPerChunk: 8,
  tokensPerFrame: 36,
  readMs: 100_000,
  use: { gpuBytes: 1_500_000, hostBytes: 0, diskBytes: 0, detailed: 0, compact: 0 },
  gpuBytes: { before: 1, read: 5_000_000, asked: 5_000_000 },
  asked: [0.5, 1, 2].map((factor) => ({
    firstTokenMs: factor * firstTokenMs,
    scoreMs: 1,
    entries: 1800,
    detailed: [0, 3, 5, 9, 14],
  })),
  reopened: { saveMs: 10, openMs: 4000, bytes: 1e7, isSame: true },
  ...more,
});

const gotOf = (long: WholeTimes, short = times(120, 1000)): Record<string, [number, boolean]> =>
  Object.fromEntries(
    wholeLines("shapes", { long, short, assemblyMs: [200, 280, 300] }, FACTS).map(
      ({ name, got, passed }) => [name.replace("shapes: ", ""), [got, passed]],
    ),
  );

describe("the lines of the bench of long videos", () => {
  it("are ratios of one run, judged", () => {
    const got = gotOf(times(600, 1400));
    expect(got["A later question's first token to reading"]).toEqual([0.014, true]);
    expect(got["First token, 600 to 120 frames"]).toEqual([1.4, true]);
    expect(got["Assembly to first token"]?.[0]).toBeCloseTo(0.2);
    expect(got["Reopening to reading"]).toEqual([0.04, true]);
    expect(got["GPU memory's growth after reading"]).toEqual([0, true]);
    expect(got["Answers that differ after reopening"]).toEqual([0, true]);
  });

  it("compare GPU memory with the first and last chunk, k more, and all others compact", () => {
    // 75 chunks of 288 tokens: 2 × 144 + 73 × 18 and 3 × 144 more.
    const bound = 2 * 144 + 73 * 18 + 3 * 144;
    const [got, passed] = gotOf(times(600, 1400))["KV on the GPU to H of all chunks + k of L"]!;
    expect(got).toBeCloseTo((2048 + 1500) / bound);
    expect(passed).toBe(true);
    const full = { gpuBytes: 5e6, hostBytes: 0, diskBytes: 0, detailed: 0, compact: 0 };
    expect(
      gotOf(times(600, 1, { use: full }))["KV on the GPU to H of all chunks + k of L"]?.[1],
    ).toBe(false);
    // The last chunk of 60 frames has four: 72 of its tokens in detail.
    const [short] = gotOf(times(60, 1))["KV on the GPU to H of all chunks + k of L"]!;
    expect(short).toBeCloseTo((2048 + 1500) / (144 + 72 + 6 * 18 + 3 * 144));
  });

  it("miss what is not reached", () => {
    const got = gotOf(
      times(600, 20_000, {
        gpuBytes: { before: 0, read: 5e6, asked: 6e6 },
        reopened: { saveMs: 1, openMs: 6000, bytes: 1, isSame: false },
      }),
    );
    expect(Object.values(got).filter(([, passed]) => !passed)).toHaveLength(5);
    expect(gotOf(times(600, 1000))["Assembly to first token"]).toEqual([0.28, false]);
  });
});

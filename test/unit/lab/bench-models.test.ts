import { describe, expect, it } from "vitest";
import { line, linesTable } from "../../../tools/lab/bench/lines.ts";
import { planPrefill } from "../../../tools/lab/bench/prefill-shape.ts";

const RETENTIONS = [1, 0.25];
const MINUTE_MS = 60_000;
const plan = (msPerPosition: number, minutes = 4, mostFrames = 32) =>
  planPrefill({ msPerPosition, textPositions: 15 }, RETENTIONS, minutes * MINUTE_MS, mostFrames);

describe("the models' bench", () => {
  it("takes as many whole frames as fit three times over", () => {
    // 240,000 ms / 3 rounds / 100 ms = 800 positions = 30 of text and 1.25 of 616 tokens: three frames.
    expect(plan(100)).toEqual({ shape: { frames: 3, tokensPerFrame: 196 }, repeats: 3 });
    expect(plan(0.01)).toEqual({ shape: { frames: 32, tokensPerFrame: 196 }, repeats: 5 });
  });

  it("repeats less before it takes less than a frame", () => {
    expect(plan(400)).toEqual({ shape: { frames: 1, tokensPerFrame: 196 }, repeats: 2 });
    expect(plan(800)).toEqual({ shape: { frames: 1, tokensPerFrame: 196 }, repeats: 1 });
  });

  it("takes what fits of a frame where a whole one does not, and never too little to tell", () => {
    // 240 positions = 30 of text and 1.25 of 168.
    expect(plan(1000)).toEqual({ shape: { frames: 1, tokensPerFrame: 168 }, repeats: 1 });
    expect(plan(1e6)).toEqual({ shape: { frames: 1, tokensPerFrame: 32 }, repeats: 1 });
  });

  it("spends no more than its budget", () => {
    for (const speed of [3, 17, 120, 333, 900, 1500]) {
      const { shape, repeats } = plan(speed);
      const positions = repeats * (30 + 1.25 * shape.frames * shape.tokensPerFrame);
      expect(positions * speed).toBeLessThanOrEqual(4 * MINUTE_MS);
    }
  });

  it("prints bytes and seconds with their unit", () => {
    const table = linesTable([
      line("JS heap's rise", 170.44, 200, "MB", "sampled"),
      line("Warm start", 5.46, null, "s", "from disk"),
    ]);
    expect(table).toMatch(/JS heap's rise +170\.4 MB +≤ 200\.0 MB +pass +sampled/);
    expect(table).toMatch(/Warm start +5\.5 s +from disk/);
  });
});

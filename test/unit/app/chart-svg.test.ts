// The chart as a figure for a paper.

import { describe, expect, it } from "vitest";
import { barValues } from "../../../src/app/timeline/bar-values.ts";
import { chartSvg } from "../../../src/app/timeline/chart-svg.ts";
import type { Plan } from "../../../src/engine/api.ts";

const planOf = (frames: number): Plan => ({
  id: 1,
  videoId: 1,
  request: { method: "vidcom2", retention: 0.25 },
  frames: Array.from({ length: frames }, (_, at) => ({
    timeSec: at / 2,
    uniqueness: -0.5 + at / 100,
    retention: 0.25,
    budget: at,
  })),
  tokenScores: new Float32Array(frames * 4),
  keptMask: new Uint8Array(frames * 4),
  members: null,
  total: frames * 4,
  kept: frames,
  averageRetention: 0.25,
  kvBytes: 0,
  spans: [],
});

const figureOf = (frames: number, name = "clip.mp4"): string => {
  const plan = planOf(frames);
  const picture = { url: "data:image/jpeg;base64,AA", width: 160, height: 90 };
  const pictures = new Map(plan.frames.map((_, at) => [at, picture]));
  return chartSvg({ name, words: "VidCom²", plan, bars: barValues(plan), pictures, about: "here" });
};

const count = (svg: string, of: RegExp): number => svg.match(of)?.length ?? 0;

describe("the figure", () => {
  it("has a bar and a picture for each of a few frames, with tokens kept and times", () => {
    const svg = figureOf(6);
    expect(count(svg, /fill="#0072b2"/g)).toBe(6);
    expect(count(svg, /<image /g)).toBe(6);
    for (const budget of [0, 1, 2, 3, 4, 5]) expect(svg).toContain(`>${budget}</text>`);
    expect(svg).toContain(">Uniqueness</text>");
    expect(svg).toContain("VidCom², 6 of 24 tokens");
    expect(svg).not.toMatch(/NaN|undefined/);
  });

  it("lets one picture stand for several of many frames, and says whose it is", () => {
    const svg = figureOf(64);
    expect(count(svg, /fill="#0072b2"/g)).toBe(64);
    const pictures = count(svg, /<image /g);
    expect(pictures).toBeLessThan(16);
    expect(pictures).toBeGreaterThan(4);
    expect(count(svg, /height="3" fill="#555555"/g)).toBe(pictures);
  });

  it("shows text as text", () => {
    expect(figureOf(2, '<a> & "b".mp4')).toContain("&lt;a&gt; &amp; &quot;b&quot;.mp4");
  });
});

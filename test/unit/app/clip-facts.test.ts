import { describe, expect, it } from "vitest";
import { factsLine } from "../../../src/app/shell/ClipFacts.tsx";
import { FACTS } from "../../support/fake-facts.ts";

describe("the measures of a video", () => {
  it.each([
    { frameCount: 960, rate: "30 fps" },
    { frameCount: 767, rate: "24 fps" },
    { frameCount: 240, rate: "7.5 fps" },
    { frameCount: 16, rate: "0.5 fps" },
  ])("name a rate of $frameCount frames in 32 seconds as $rate", ({ frameCount, rate }) => {
    expect(factsLine({ ...FACTS, frameCount })).toBe(`0:32, 1280 × 720, ${rate}`);
  });

  it("name no rate where the file does not say how many frames it holds", () => {
    expect(factsLine({ ...FACTS, frameCount: null })).toBe("0:32, 1280 × 720");
  });
});

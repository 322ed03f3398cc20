import { describe, expect, it } from "vitest";
import {
  completeReadSettings,
  DEFAULT_READ_SETTINGS,
  type ReadSettings,
} from "../../../src/memory/read-settings.ts";

describe("how a video is read", () => {
  it("is the default where nothing is said", () => {
    expect(completeReadSettings()).toEqual(DEFAULT_READ_SETTINGS);
    expect(completeReadSettings({ scorer: "ranks" })).toEqual({
      ...DEFAULT_READ_SETTINGS,
      scorer: "ranks",
    });
  });

  it.each<[string, object, RegExp]>([
    ["no rate", { framesPerSec: 0 }, /0 frames a second/],
    ["an endless rate", { framesPerSec: Infinity }, /Infinity frames/],
    ["half a frame", { chunkFrames: 1.5 }, /chunks of 1.5 frames/],
    [
      "a compact set larger than the other",
      { shares: { detailed: 0.1, compact: 0.5 } },
      /share of 0.5/,
    ],
    ["more than all", { shares: { detailed: 2, compact: 0.5 } }, /one of 2/],
    ["a scorer nobody knows", { scorer: "vidcom3" }, /scorer "vidcom3"/],
    ["three passes", { passes: 3 }, /3 passes/],
    ["no switch", { copiesStill: "yes" as never }, /copies that are "yes"/],
    ["no number", { reuseBelow: NaN }, /threshold of NaN/],
  ])("refuses %s, in words", (_, settings, message) => {
    expect(() => completeReadSettings(settings as Partial<ReadSettings>)).toThrow(message);
  });
});

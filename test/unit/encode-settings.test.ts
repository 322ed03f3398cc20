import { describe, expect, it } from "vitest";
import { completeEncodeSettings, DEFAULT_ENCODE } from "../../src/vision/encode-settings.ts";

describe("what is encoded", () => {
  it("has defaults, and takes what is possible", () => {
    expect(completeEncodeSettings()).toEqual(DEFAULT_ENCODE);
    expect(completeEncodeSettings({ still: { threshold: 0, refresh: 1 } })).toEqual({
      still: { threshold: 0, refresh: 1 },
    });
  });

  it.each([
    { threshold: -0.1, refresh: 8 },
    { threshold: NaN, refresh: 8 },
    { threshold: Infinity, refresh: 8 },
    { threshold: 0.1, refresh: 0 },
    { threshold: 0.1, refresh: 2.5 },
  ])("refuses $threshold and $refresh", (still) => {
    expect(() => completeEncodeSettings({ still })).toThrowError(
      expect.objectContaining({ code: "encode-settings" }),
    );
  });
});

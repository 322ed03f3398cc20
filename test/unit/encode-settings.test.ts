import { describe, expect, it } from "vitest";
import {
  completeEncodeSettings,
  DEFAULT_ENCODE,
  type EncodeSettings,
} from "../../src/vision/encode-settings.ts";

describe("what is encoded", () => {
  it("has defaults, and takes what is possible", () => {
    expect(completeEncodeSettings()).toEqual(DEFAULT_ENCODE);
    expect(completeEncodeSettings({ still: { threshold: 0, refresh: 1 } })).toEqual({
      still: { threshold: 0, refresh: 1 },
      chosen: null,
    });
    const chosen = { share: 0.5, by: "cover" } as const;
    expect(completeEncodeSettings({ chosen })).toEqual({ still: null, chosen });
    expect(completeEncodeSettings({ chosen: { share: 1, by: "cover" } }).chosen).toBeNull();
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

  it.each([
    { chosen: { share: 0, by: "cover" } },
    { chosen: { share: 1.5, by: "cover" } },
    { chosen: { share: NaN, by: "vidcom2" } },
    { chosen: { share: 0.5, by: "random" } },
    { still: { threshold: 0, refresh: 1 }, chosen: { share: 0.5, by: "cover" } },
  ])("refuses %o", (given) => {
    expect(() => completeEncodeSettings(given as Partial<EncodeSettings>)).toThrowError(
      expect.objectContaining({ code: "encode-settings" }),
    );
  });
});

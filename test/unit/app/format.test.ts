import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatClock,
  formatCount,
  formatMoment,
  formatMs,
  formatPercent,
  formatRemaining,
  formatRoughBytes,
  formatSeconds,
  splitBytes,
} from "../../../src/app/values/format.ts";

/** Shows which space stands where. */
const visible = (text: string) => text.replaceAll("\u202f", "'").replaceAll("\u00a0", "_");

describe("numbers as the page writes them", () => {
  it.each([
    [0, "0"],
    [999, "999"],
    [1_000, "1'000"],
    [6_272, "6'272"],
    [1_234_567, "1'234'567"],
    [-1_500, "\u22121'500"],
    [12.6, "13"],
  ])("formatCount(%d)", (count, text) => {
    expect(visible(formatCount(count))).toBe(text);
  });

  it.each([
    [5_801_919, "6_MB"],
    [512_000, "500.0_kB"],
    [842 * 2 ** 20, "842_MB"],
    [1_011 * 2 ** 20, "1.0_GB"],
    [2.5 * 2 ** 30, "2.5_GB"],
  ])("formatRoughBytes(%d)", (bytes, text) => {
    expect(visible(formatRoughBytes(bytes))).toBe(text);
  });

  it.each([
    [0.2, "1_s"],
    [48, "48_s"],
    [61, "1_min"],
    [3_599, "1_h 0_min"],
    [3_900, "1_h 5_min"],
  ])("formatRemaining(%d)", (sec, text) => {
    expect(visible(formatRemaining(sec))).toBe(text);
  });

  it.each([
    [312, "312_B"],
    [1_023, "1023_B"],
    [4_198, "4.1_kB"],
    [18.4 * 2 ** 20, "18.4_MB"],
    [1.5 * 2 ** 30, "1.50_GB"],
  ])("formatBytes(%d)", (bytes, text) => {
    expect(visible(formatBytes(bytes))).toBe(text);
    expect(splitBytes(bytes).join("_")).toBe(text);
  });

  it("keeps unit and number together", () => {
    expect(visible(formatPercent(0.25))).toBe("25_%");
    expect(visible(formatSeconds(640))).toBe("0.64_s");
  });

  it.each([
    [0.42, "0.4"],
    [9.6, "9.6"],
    [24.3, "24.3"],
    [24, "24"],
    [637.4, "637"],
    [1_088, "1'088"],
  ])("formatMs(%d)", (ms, text) => {
    expect(visible(formatMs(ms))).toBe(text);
  });

  it.each([
    [0, "0:00", "0:00.0"],
    [12.5, "0:12", "0:12.5"],
    [59.96, "0:59", "1:00.0"],
    [2_048, "34:08", "34:08.0"],
    [3_723.25, "1:02:03", "1:02:03.3"],
  ])("%d seconds", (sec, clock, moment) => {
    expect(formatClock(sec)).toBe(clock);
    expect(formatMoment(sec)).toBe(moment);
  });
});

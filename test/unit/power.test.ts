import { describe, expect, it } from "vitest";
import { Random } from "../../src/base/random.ts";
import { mcnemarPower, samplesFor } from "../../src/evaluation/power.ts";
import { mcnemarP } from "../../src/evaluation/stats.ts";

describe("the power of McNemar's exact test", () => {
  it("is the sum of what is found, by hand, for eight samples that all differ", () => {
    // Of eight, 8 : 0 has p = 0.0078, and 7 : 1 has 0.07.
    expect(mcnemarPower(8, { onlyOne: 0.9, onlyOther: 0.1 }, 0.01)).toBeCloseTo(0.9 ** 8, 12);
    expect(mcnemarPower(8, { onlyOne: 0.9, onlyOther: 0.1 }, 0.08)).toBeCloseTo(
      0.9 ** 8 + 8 * 0.9 ** 7 * 0.1,
      12,
    );
    expect(mcnemarPower(7, { onlyOne: 1, onlyOther: 0 }, 0.01)).toBe(0);
  });

  it.each([
    [60, 0.2, 0.02, 0.05],
    [150, 0.13, 0.03, 0.01],
    [300, 0.08, 0.05, 0.05],
  ])("is how often drawn samples are decided: %d of them", (n, onlyOne, onlyOther, alpha) => {
    const random = new Random(n);
    const draws = 20_000;
    let found = 0;
    for (let draw = 0; draw < draws; draw++) {
      let [one, other] = [0, 0];
      for (let i = 0; i < n; i++) {
        const at = random.uniform();
        if (at < onlyOne) one++;
        else if (at < onlyOne + onlyOther) other++;
      }
      if (one > other && mcnemarP(one, other) < alpha) found++;
    }
    // Three standard errors of 20,000 draws are at most 0.011.
    expect(Math.abs(mcnemarPower(n, { onlyOne, onlyOther }, alpha) - found / draws)).toBeLessThan(
      0.011,
    );
  });

  it("stays below alpha where the arms do not differ, and is nothing where no sample does", () => {
    for (const n of [20, 100, 500]) {
      expect(mcnemarPower(n, { onlyOne: 0.1, onlyOther: 0.1 }, 0.05)).toBeLessThanOrEqual(0.025);
    }
    expect(mcnemarPower(100, { onlyOne: 0, onlyOther: 0 }, 0.05)).toBe(0);
  });

  it("says how many samples are needed", () => {
    const expected = { onlyOne: 0.13, onlyOther: 0.03 };
    const needed = samplesFor(0.9, expected, 0.01)!;
    for (let n = needed; n < needed + 10; n++) {
      expect(mcnemarPower(n, expected, 0.01)).toBeGreaterThanOrEqual(0.9);
    }
    expect(mcnemarPower(needed - 1, expected, 0.01)).toBeLessThan(0.9);
    expect(samplesFor(0.9, { onlyOne: 0.05, onlyOther: 0.05 }, 0.01)).toBeNull();
  });
});

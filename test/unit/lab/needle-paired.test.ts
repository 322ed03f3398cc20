import { describe, expect, it } from "vitest";
import { mcnemarP, pairedBootstrap } from "../../../src/evaluation/stats.ts";

describe("McNemar's exact test", () => {
  // By hand: twice the sum of Binomial(n, 1/2) up to the smaller count.
  it.each([
    [0, 0, 1],
    [3, 3, 1],
    [0, 1, 1],
    [0, 6, 2 / 64],
    [1, 9, (2 * 11) / 1024],
    [5, 15, (2 * (1 + 20 + 190 + 1140 + 4845 + 15504)) / 2 ** 20],
    [10, 10, 1],
  ])("of %i against %i gives %f", (one, other, p) => {
    expect(mcnemarP(one, other)).toBeCloseTo(p, 12);
    expect(mcnemarP(other, one)).toBeCloseTo(p, 12);
  });

  it("holds where 2^-n is no number any more", () => {
    expect(mcnemarP(0, 3000)).toBe(0);
    // Normal approximation: z = 100 / sqrt(3000), two-sided.
    expect(mcnemarP(1450, 1550)).toBeCloseTo(0.0707, 3);
  });
});

describe("the paired bootstrap", () => {
  const clips = (sums: readonly number[], n = 1) => sums.map((sum) => ({ sum, n }));

  it("is sure where every clip says the same", () => {
    expect(pairedBootstrap(clips(Array.from({ length: 20 }, () => 30)))).toEqual({
      mean: 30,
      low: 30,
      high: 30,
    });
  });

  it("agrees with the normal interval of a mean", () => {
    const { mean, low, high } = pairedBootstrap(
      clips(Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 100 : 0))),
    );
    // Deviation 50, of the mean of 100 clips 5: 50 ± 1.96 × 5.
    expect(mean).toBe(50);
    expect(low).toBeGreaterThan(38.5);
    expect(low).toBeLessThan(42);
    expect(high).toBeGreaterThan(58);
    expect(high).toBeLessThan(61.5);
  });

  it("takes the samples of a clip together: more of them make it no surer", () => {
    const sums = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 100 : 0));
    const one = pairedBootstrap(clips(sums));
    const four = pairedBootstrap(
      clips(
        sums.map((sum) => 4 * sum),
        4,
      ),
    );
    expect(four).toEqual(one);
  });

  it("weighs a clip by its samples, leaves out those without, and gives the same each time", () => {
    const some = [
      { sum: 100, n: 1 },
      { sum: 0, n: 3 },
      { sum: 0, n: 0 },
    ];
    expect(pairedBootstrap(some).mean).toBe(25);
    expect(pairedBootstrap(some)).toEqual(pairedBootstrap(some));
  });

  it("says nothing of nothing", () => {
    expect(pairedBootstrap([])).toEqual({ mean: Number.NaN, low: Number.NaN, high: Number.NaN });
  });
});

import { describe, expect, it } from "vitest";
import { fires, standingProbability } from "../../src/evaluation/standing.ts";

const likely = (shares: Readonly<Record<string, number>>) =>
  Object.entries(shares).map(([text, share]) => ({
    text,
    logLikelihood: Math.log(share),
    probability: share,
  }));

describe("a standing question", () => {
  it("fires by the share of its answers where both kinds are named", () => {
    const asked = { fires: ["Yes", "Yes."], others: ["No"] };
    expect(standingProbability(asked, likely({ Yes: 0.02, "Yes.": 0.01, No: 0.01 }))).toBeCloseTo(
      0.75,
    );
    expect(standingProbability(asked, likely({ Yes: 0, "Yes.": 0, No: 0 }))).toBe(0);
  });

  it("fires by how likely the named answers are at all, or any other than those", () => {
    expect(
      standingProbability({ fires: ["A ring."], others: [] }, likely({ "A ring.": 0.3 })),
    ).toBeCloseTo(0.3);
    expect(
      standingProbability({ fires: [], others: ["Nothing."] }, likely({ "Nothing.": 0.3 })),
    ).toBeCloseTo(0.7);
  });

  it("rests after it has fired", () => {
    const asked = { threshold: 0.5, cooldownSec: 30 };
    const at = (timeSec: number, lastSec: number | null, probability = 0.9) =>
      fires(asked, { timeSec, lastSec, probability });
    expect([at(8, null), at(16, 8), at(38, 8), at(39, 8)]).toEqual([true, false, false, true]);
    expect(at(8, null, 0.4)).toBe(false);
  });
});

// The f64 references beside what the authors' own code keeps of the same features (test/golden/make_rivals.py).

import { describe, expect, it } from "vitest";
import { seededScenes } from "../support/seeded-scenes.ts";
import { comparedWith, dycokeReference } from "../reference/dycoke.ts";
import { divpruneReference } from "../reference/divprune.ts";
import cases from "../golden/rivals.json";

describe.each(cases)("$frames×$tokens×$width", (golden) => {
  const { frames, tokens, width, seed } = golden;
  const data = seededScenes(frames, tokens, width, seed);

  it("has the features that the authors' code had", () => {
    expect(Array.from(data.subarray(0, golden.firstValues.length))).toEqual(golden.firstValues);
  });

  it("takes for DivPrune the tokens that its authors' code takes, in their order", () => {
    const { order } = divpruneReference(data, width);
    expect(order.slice(0, golden.divprune.order.length)).toEqual(golden.divprune.order);
  });

  it.each(Object.entries(golden.dycoke.byRatio))(
    "keeps for DyCoke what its authors' code keeps when it drops %s of a frame",
    (ratio, kept) => {
      const compared = Array.from({ length: frames }, (_, t) => t).filter(
        (t) => comparedWith(t, frames) !== null,
      ).length;
      const each = Math.trunc((1 - Number(ratio)) * tokens);
      const count = (frames - compared) * tokens + compared * each;
      const picks = dycokeReference(data, frames, tokens).order.slice(0, count);
      // Their code drops the last frame of an odd number.
      const shown = picks.filter((i) => frames % 2 === 0 || i < (frames - 1) * tokens);
      expect(shown.sort((a, b) => a - b)).toEqual(kept);
    },
  );
});

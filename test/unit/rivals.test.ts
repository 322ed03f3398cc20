// The f64 references beside what the authors' own code keeps of the same features (test/golden/make_rivals.py).

import { describe, expect, it } from "vitest";
import { differs } from "../support/differs.ts";
import { seededScenes, seededStills } from "../support/seeded-scenes.ts";
import { comparedWith, dycokeReference } from "../reference/dycoke.ts";
import { divpruneReference } from "../reference/divprune.ts";
import { scissorAt } from "../reference/llava-scissor.ts";
import { unicompReference } from "../reference/unicomp.ts";
import { GOLDEN_SUM } from "../tolerance.ts";
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

  const clip = { data, frames, tokens, width, columns: tokens };

  it.each(Object.entries(golden.unicomp.byRetention))(
    "merges for UniComp what its authors' code merges at %s",
    (retention, { rows }) => {
      expect(
        differs(told(unicompReference(clip, Number(retention)).rows), rows.flat(), GOLDEN_SUM),
      ).toBeNull();
    },
  );

  it.each(Object.entries(golden.unicompStills.byRetention))(
    "merges frames that hardly differ for UniComp as its authors' code does at %s",
    (retention, { rows, groups }) => {
      const still = { ...clip, data: seededStills(frames, tokens, width, seed) };
      expect(groups).toBeLessThan(frames);
      expect(
        differs(told(unicompReference(still, Number(retention)).rows), rows.flat(), GOLDEN_SUM),
      ).toBeNull();
    },
  );

  it.each(Object.entries(golden.scissor.byThreshold))(
    "merges for LLaVA-Scissor what its authors' code merges above %s",
    (threshold, rows) => {
      const merged = scissorAt(clip, Number(threshold));
      expect(differs(told(merged.rows), rows.flat(), GOLDEN_SUM)).toBeNull();
    },
  );
});

/** Of each row the sum of its channels, and the sum weighted by their places from 1. */
const told = (rows: readonly Float64Array[]): number[] =>
  rows.flatMap((row) => [
    row.reduce((sum, value) => sum + value, 0),
    row.reduce((sum, value, c) => sum + value * (c + 1), 0),
  ]);

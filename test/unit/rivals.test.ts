// The f64 references beside what the authors' own code keeps of the same features (test/golden/make_rivals.py).

import { describe, expect, it } from "vitest";
import { differs } from "../support/differs.ts";
import { seededScenes, seededStills, seededTurning } from "../support/seeded-scenes.ts";
import { comparedWith, dycokeReference } from "../reference/dycoke.ts";
import { divpruneReference } from "../reference/divprune.ts";
import { scissorAt } from "../reference/llava-scissor.ts";
import { prunevidReference } from "../reference/prunevid.ts";
import { unicompReference } from "../reference/unicomp.ts";
import { vcastReference } from "../reference/vcast.ts";
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

  it.each(Object.entries(golden.vcast.byRetention))(
    "keeps for V-CAST what its authors' code keeps at %s",
    (retention, kept) => {
      // At least one a frame; their rounding takes the even one of two numbers that are as near.
      const asked = Math.max(frames, Number(retention) * frames * tokens);
      expect(Math.abs(kept.length - asked)).toBeLessThanOrEqual(0.5);
      expect(vcastReference(data, frames, tokens, kept.length)).toEqual(kept);
    },
  );

  it.each(["still", "turning"] as const)(
    "merges for PruneVid what its authors' code merges of %s frames",
    (kind) => {
      const [{ byRatio }, made] =
        kind === "still"
          ? [golden.prunevidStills, seededStills]
          : [golden.prunevidTurning, seededTurning];
      const moving = { ...clip, data: made(frames, tokens, width, seed) };
      // Their code takes seven neighbours of each frame.
      expect(Object.keys(byRatio).length).toBe(frames < 7 ? 0 : 4);
      for (const { rows } of Object.values(byRatio)) {
        const merged = prunevidReference(moving, rows.length).rows.map((row) => told([row]));
        // Their rows come in another order.
        const sorted = (sums: number[][]) => [...sums].sort(([a = 0], [b = 0]) => a - b).flat();
        expect(differs(sorted(merged), sorted(rows), GOLDEN_SUM)).toBeNull();
      }
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

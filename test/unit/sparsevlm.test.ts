// What decides in SparseVLM beside what its authors' own code does with the same numbers (test/golden/make_inside.py).

import { describe, expect, it } from "vitest";
import { densityPeaksOnCpu } from "../../src/language/density-peaks-on-cpu.ts";
import {
  distanceGains,
  meanOfHeads,
  rateByFarRaters,
} from "../../src/language/rate-by-far-raters.ts";
import type { RatedPlace } from "../../src/language/rate-rows.ts";
import { strongest } from "../../src/language/strongest.ts";
import { aboveMean } from "../../src/language/text-raters.ts";
import golden from "../golden/inside.json";
import { densityPeaksReference } from "../reference/density-peaks-on-cpu.ts";
import { meanRowsReference } from "../reference/mean-rows.ts";
import { rowDistancesReference } from "../reference/row-distances.ts";
import { ratersReference } from "../reference/sparsevlm.ts";
import { textRatersReference } from "../reference/text-weights.ts";
import { differs } from "../support/differs.ts";
import { seeded } from "../support/random.ts";
import { seededScenes } from "../support/seeded-scenes.ts";
import { F32_ONE } from "../tolerance.ts";

const { heads, headSize, theta, before, text } = golden;

const rowsOf = (values: Float32Array, width: number): number[][] =>
  Array.from({ length: values.length / width }, (_, row) => [
    ...values.subarray(row * width, (row + 1) * width),
  ]);

/** A causal map [rows][heads][up to the row], as the script makes it. */
function seededMap(rows: number, seed: number): number[][][] {
  const draw = seeded(seed);
  const products = Array.from({ length: heads * rows * rows }, () => 6 * draw());
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: heads }, (_, head) => {
      const from = (head * rows + row) * rows;
      const weights = products.slice(from, from + row + 1).map(Math.exp);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      return weights.map((weight) => weight / total);
    }),
  );
}

describe.each(golden.cases)(
  "$frames×$tokens×$width",
  ({ seed, frames, tokens, width, ...want }) => {
    const features = seededScenes(frames, tokens, width, seed);
    const points = rowsOf(features, width);
    const question = rowsOf(seededScenes(1, text, width, seed + 50), width);
    const count = points.length;
    const places = points.map((_, i) => before + i);

    it.each(Object.entries(want.clusters))(
      "merges into %s rows as its code does",
      (into, merged) => {
        const distances = rowDistancesReference([features], width);
        const clusters = densityPeaksOnCpu(Float32Array.from(distances), Number(into));
        expect(clusters).toEqual(densityPeaksReference(points, Number(into)));
        const means = meanRowsReference(features, width, clusters);
        // Its code divides by a millionth more than the number of members.
        expect(differs(means, merged.flat(), { ...F32_ONE, abs: 2e-6 })).toBeNull();
      },
    );

    it.each(["sparsevlm", "plus"] as const)("rates for %s as its code does", (version) => {
      const raters = textRatersReference(points, question);
      expect(raters).toEqual(want[version].raters);
      const rows = before + count + text;
      const map = seededMap(rows, seed + 90);
      const positions = Array.from({ length: rows }, (_, row) => row);
      const turning = version === "plus" ? { positions, theta, headSize } : undefined;
      const looking = raters.map((rater) => before + count + rater);
      const rated = ratersReference(map, looking, places, turning);
      for (const [keep, kept] of Object.entries(want[version].kept)) {
        expect(strongest(rated, Number(keep))).toEqual(kept);
      }
      if (turning === undefined) return;
      const gains = distanceGains(looking, places, { theta, headSize });
      const byHead = Float32Array.from({ length: heads * count }, (_, item) => {
        const [head, i] = [Math.floor(item / count), item % count];
        return looking.reduce(
          (sum, row, r) =>
            sum + (gains[r * count + i]! * map[row]![head]![places[i]!]!) / raters.length,
          0,
        );
      });
      expect(differs(meanOfHeads(byHead, heads), rated, { abs: 1e-5, rel: 1e-4 })).toBeNull();
    });
  },
);

describe("density peaks on the CPU", () => {
  it("take the first points where all are equal, and give the rest to the first", () => {
    expect(densityPeaksOnCpu(new Float32Array(16), 2)).toEqual([[0, 2, 3], [1]]);
    expect(densityPeaksOnCpu(new Float32Array(1), 1)).toEqual([[0]]);
  });

  it("keep every point once, also where distances are not numbers", () => {
    for (const distances of [new Float32Array(36).fill(NaN), new Float32Array(36).fill(2)]) {
      const clusters = densityPeaksOnCpu(distances, 3);
      expect(clusters.flat().toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
    }
  });
});

describe("raters", () => {
  it("are those above the mean, or all where none is", () => {
    expect(aboveMean([0.1, 0.5, 0.4])).toEqual([1, 2]);
    expect(aboveMean([0.25, 0.25, 0.25, 0.25])).toEqual([0, 1, 2, 3]);
    expect(aboveMean([1])).toEqual([0]);
    expect(aboveMean([NaN, 1])).toEqual([0, 1]);
  });
});

describe("SparseVLM+", () => {
  it("refuses rows that stand on a grid", async () => {
    const positions = { ids: new BigInt64Array(3 * 5), next: 5 };
    const place = { positions, rows: 5, raters: [0], question: 2 } as unknown as RatedPlace;
    await expect(rateByFarRaters(10_000).rate(place)).rejects.toMatchObject({
      code: "method-unsupported",
      message: expect.stringContaining("stand on a grid of time, height and width"),
    });
  });
});

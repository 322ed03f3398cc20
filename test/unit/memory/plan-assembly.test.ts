// Whether the plan of one more chunk only adds to the plan before it, while compact entries thin out.

import { expect, test } from "vitest";
import { compactCount } from "../../../src/memory/compact.ts";
import {
  isWithOneMore,
  planAssembly,
  type AssemblyPlan,
} from "../../../src/memory/plan-assembly.ts";
import type { Placing } from "../../../src/memory/place-positions.ts";
import { makeMemory, SHAPE } from "../../support/memory-records.ts";
import { seeded } from "../../support/random.ts";

const PLACING: Placing = {
  axes: 3,
  positions: "original",
  grid: { rows: 3, columns: 3 },
  spare: 30,
};

/** Records of several sizes, of which all have scores and codes, so that they share what room there is. */
function scoredRecords(count: number, seed: number) {
  const random = seeded(seed);
  return makeMemory(count, seed, true).records.map((record) => ({
    ...record,
    levels: { ...record.levels, compact: record.levels.compact.slice(0, 2 + (record.index % 5)) },
    scores: Float32Array.from({ length: record.tokens }, () => random() * (1 + (record.index % 5))),
  }));
}

test("a chunk is added behind the others only where theirs stay as they are", () => {
  let [added, misleading] = [0, 0];
  for (let seed = 1; seed <= 10; seed++) {
    const records = scoredRecords(24, seed);
    const options = { shape: SHAPE.entry, system: 5, limit: 60 + seed, placing: PLACING };
    const plans = records.map((_, last): AssemblyPlan => {
      const some = records.slice(0, last + 1);
      return planAssembly(
        some,
        options,
        some.map(() => false),
      );
    });
    for (const [i, after] of plans.entries()) {
      const [before, record] = [plans[i - 1], records[i]!];
      if (before === undefined) continue;
      const entries = compactCount(record, SHAPE.entry);
      if (isWithOneMore(before, after, entries)) {
        added++;
        expect(after.chunks.slice(0, -1)).toEqual(before.chunks);
        expect(after.chunks.at(-1)!.places).toHaveLength(entries);
      } else if (after.entries === before.entries + entries) misleading++;
    }
  }
  expect(added).toBeGreaterThan(0);
  // Sums alone would have added these behind chunks that have changed.
  expect(misleading).toBeGreaterThan(0);
});

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

interface Added {
  readonly before: AssemblyPlan;
  readonly after: AssemblyPlan;
  /** Of the chunk that was added. */
  readonly entries: number;
}

/** Chunks that are added one by one to several memories. */
function addedChunks(): Added[] {
  return Array.from({ length: 10 }, (_, seed) => seed + 1).flatMap((seed) => {
    const records = scoredRecords(24, seed);
    const options = { shape: SHAPE.entry, system: 5, limit: 60 + seed, placing: PLACING };
    const plans = records.map((_, last) => {
      const some = records.slice(0, last + 1);
      const compact = some.map(() => false);
      return planAssembly(some, options, compact);
    });
    return records.slice(1).map((record, i) => ({
      before: plans[i]!,
      after: plans[i + 1]!,
      entries: compactCount(record, SHAPE.entry),
    }));
  });
}

test("a chunk is added behind the others only where theirs stay as they are", () => {
  const all = addedChunks();
  const added = all.filter(({ before, after, entries }) => isWithOneMore(before, after, entries));
  expect(added.length).toBeGreaterThan(0);
  for (const { before, after, entries } of added) {
    expect(after.chunks.slice(0, -1)).toEqual(before.chunks);
    expect(after.chunks.at(-1)!.places).toHaveLength(entries);
  }
  // Sums alone would have added these behind chunks that have changed.
  const misleading = all.filter(
    (one) => !added.includes(one) && one.after.entries === one.before.entries + one.entries,
  );
  expect(misleading.length).toBeGreaterThan(0);
});

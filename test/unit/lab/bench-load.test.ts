import { expect, test } from "vitest";
import { loadLines, type TimedRound } from "../../../tools/lab/bench/load.ts";

const PLAIN: TimedRound = {
  ahead: 0,
  aheadPeakBytes: 0,
  behind: 57,
  behindMs: 50_000,
  peakBytes: 100e6,
  beforeSec: 1,
  afterSec: 40,
};
const AHEAD: TimedRound = {
  ...PLAIN,
  ahead: 57,
  aheadPeakBytes: 80e6,
  behind: 0,
  beforeSec: 21,
  afterSec: 30,
};

test("what is left is judged by rounds in turn, and what it cost is said", () => {
  const lines = loadLines([
    { plain: PLAIN, ahead: AHEAD },
    { plain: { ...PLAIN, afterSec: 60 }, ahead: { ...AHEAD, afterSec: 45 } },
  ]);
  expect(lines.map(({ got, passed }) => [got, passed])).toEqual([
    [0, true],
    [0.75, true],
    [0.8, true],
  ]);
  expect(lines[1]?.detail).toContain("compiling took 20.0 s before");
});

test("a load that compiles again misses", () => {
  const [pipelines, time] = loadLines([
    { plain: PLAIN, ahead: { ...AHEAD, behind: 6, afterSec: 39 } },
  ]);
  expect([pipelines?.passed, time?.passed]).toEqual([false, false]);
});

// Choosing tokens in 16 bits beside 32, where the adapter has them.

import { median } from "../../../../src/evaluation/stats.ts";
import type { Lab } from "../../browser/lab.ts";
import type { HalfTimes } from "../../page/gpu/compare-half.ts";
import { type BenchLine, line } from "../lines.ts";
import { NotRun, type Section, type SectionOptions } from "./section.ts";

const REPEATS = { full: 5, reduced: 1 } as const;

const timeLine = ({ name, halfMs, fullMs }: HalfTimes): BenchLine =>
  line(
    `${name}: time in 16 bits, to 32`,
    median(halfMs) / median(fullMs),
    null,
    "ratio",
    `${median(halfMs).toFixed(2)} ms to ${median(fullMs).toFixed(2)} ms`,
  );

export const halfSection = (lab: Lab, { size, note }: SectionOptions): Section => ({
  id: "half",
  title: "Features in 16 bits beside 32",
  about:
    "The same numbers in both: sums are of 32 bits either way, so no token may be kept by one alone.",
  async run() {
    note("Choosing tokens in 16 bits …");
    const times = await lab.call("benchGpuHalf", { size, repeats: REPEATS[size] });
    if (times === null) throw new NotRun("This adapter has no shader-f16.");
    return {
      lines: times.flatMap((one) => [
        line(
          `${one.name}: kept by one alone`,
          one.different,
          0,
          "count",
          `of ${one.tokens} tokens, ${100 * one.retention} % kept; ${one.ofUnrounded} beside numbers that were not rounded`,
        ),
        ...(one.halfMs.length === 0 ? [] : [timeLine(one)]),
      ]),
      data: { times },
    };
  },
});

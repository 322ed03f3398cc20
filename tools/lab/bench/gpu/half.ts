// Choosing tokens in 16 bits beside 32, where the adapter has them.

import { median } from "../../../../src/evaluation/stats.ts";
import type { Lab } from "../../browser/lab.ts";
import { line } from "../lines.ts";
import { NotRun, type Section, type SectionOptions } from "./section.ts";

const REPEATS = { full: 5, reduced: 1 } as const;

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
      lines: times.flatMap(({ method, halfMs, fullMs, tokens, different }) => [
        line(
          `${method}: kept by one alone`,
          different,
          0,
          "count",
          `of ${tokens} tokens, a quarter kept`,
        ),
        line(
          `${method}: time in 16 bits, to 32`,
          median(halfMs) / median(fullMs),
          null,
          "ratio",
          `${median(halfMs).toFixed(2)} ms to ${median(fullMs).toFixed(2)} ms`,
        ),
      ]),
      data: { times },
    };
  },
});

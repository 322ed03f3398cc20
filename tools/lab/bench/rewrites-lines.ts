// Turns what each rewrite is worth into lines: all rewrites against all but one, and against none. Not judged. Pure.

import { must } from "../../../src/base/assert.ts";
import type { BufferUse } from "../page/gpu-buffers.ts";
import { costLine, encodeOf, prefillOf, stepOf, sum, type Cost } from "./costs.ts";
import type { VariantTimes } from "./folder-rewrites.ts";
import { type BenchLine, line, megabytes } from "./lines.ts";

const PARTS: readonly (readonly [string, (round: VariantTimes["rounds"][number]) => Cost])[] = [
  ["encoder", encodeOf],
  ["prefill", ({ ask }) => prefillOf(ask)],
  ["first token", (round) => sum(encodeOf(round), prefillOf(round.ask))],
  ["a step", ({ ask }) => stepOf(ask, 0)],
];

/** `all` is the model with all rewrites, `other` the one it is compared with. */
export function variantLines(
  precision: string,
  all: VariantTimes,
  other: VariantTimes,
): BenchLine[] {
  const name = (what: string): string => `${precision}: ${what}, all rewrites to ${other.name}`;
  const bytes = (what: string, of: (variant: VariantTimes) => number): BenchLine =>
    line(
      name(what),
      of(all) / of(other),
      null,
      "ratio",
      `${megabytes(of(all), 1)} to ${megabytes(of(other), 1)}`,
    );
  return [
    ...PARTS.map(([what, of]) =>
      costLine(
        name(what),
        all.rounds.map((round, i) => ({ got: of(round), of: of(must(other.rounds[i], "round")) })),
        null,
        all.isSoftware,
        `median of ${all.rounds.length}`,
      ),
    ),
    bytes("largest buffer", most("largestBytes")),
    bytes("GPU memory after loading", ({ load }) => load.liveBytes),
    bytes("most GPU memory", most("peakBytes")),
  ];
}

const most =
  (kind: keyof BufferUse) =>
  ({ first: { encode, ask } }: VariantTimes): number =>
    Math.max(encode.value.buffers[kind], ask.value.buffers[kind]);

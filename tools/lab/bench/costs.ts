// What the parts of a question took, on the wall clock and in processor seconds, and ratios of it as lines. Pure.

import { must } from "../../../src/base/assert.ts";
import { median } from "../../../src/evaluation/stats.ts";
import type { Timed } from "./clocks.ts";
import type { OurRound } from "./folder.ts";
import { type BenchLine, line } from "./lines.ts";

/** The wall and processor seconds of one part of a question. */
export interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

export const part = ({ cpuSec }: Timed<unknown>, index: number): number =>
  must(cpuSec[index], "a mark");
export const sum = (...costs: readonly Cost[]): Cost => ({
  wall: costs.reduce((all, { wall }) => all + wall, 0),
  cpu: costs.reduce((all, { cpu }) => all + cpu, 0),
});

export const encodeOf = ({ encode }: Pick<OurRound, "encode">): Cost => ({
  wall: encode.value.ms / 1000,
  cpu: part(encode, 0),
});

export const prefillOf = (ask: OurRound["asks"][number]): Cost => ({
  wall: ask.value.firstMs / 1000,
  cpu: part(ask, 0),
});

export const stepOf = (
  ask: Timed<{ stepMs: number; ids: readonly number[] }>,
  from: number,
): Cost => ({
  wall: ask.value.stepMs / 1000,
  cpu: (part(ask, from + 1) - part(ask, from)) / (ask.value.ids.length - 1),
});

/** Processor seconds come in steps of 0.01: of rounds that take less than this only their sums are compared. */
const TOLD_SEC = 0.1;

/** Makes the line of a ratio of costs; a software GPU is judged by processor seconds, a real one by the wall clock. */
export function costLine(
  name: string,
  rounds: readonly { readonly got: Cost; readonly of: Cost }[],
  wanted: number | null,
  isSoftware: boolean,
  detail: string,
): BenchLine {
  const ratio = (kind: keyof Cost): number => {
    const total = (side: "got" | "of"): number =>
      rounds.reduce((all, round) => all + round[side][kind], 0);
    return kind === "cpu" && rounds.some(({ of }) => of.cpu < TOLD_SEC)
      ? total("got") / total("of")
      : median(rounds.map(({ got, of }) => got[kind] / of[kind]));
  };
  const [judged, other] = isSoftware ? (["cpu", "wall"] as const) : (["wall", "cpu"] as const);
  const seconds = (side: "got" | "of"): string =>
    median(rounds.map((round) => round[side][judged])).toFixed(3);
  const words = { cpu: "processor seconds", wall: "seconds" };
  return line(
    name,
    ratio(judged),
    wanted,
    "ratio",
    `${seconds("got")} to ${seconds("of")} ${words[judged]}, ${ratio(other).toFixed(3)} by ${words[other]}; ${detail}`,
  );
}

// What a run of the needle suite can find, computed before anything is measured. Pure.

import { mcnemarPower, samplesFor, type ExpectedPairs } from "../../../../src/evaluation/power.ts";
import { fixed } from "../../../../src/evaluation/table.ts";
import { UsageError } from "../../cli/options.ts";
import type { NeedleClip } from "./suite.ts";

export interface NeedlePower {
  /** The questions of all needle tasks, without `common`. */
  readonly questions: number;
  readonly expected: ExpectedPairs;
  readonly alpha: number;
  /** How likely the better arm is found better at p < alpha. */
  readonly power: number;
  /** The questions that a power of 0.9 takes; null where 5000 are too few. */
  readonly needed: number | null;
}

const ALPHA = 0.01;
const WANTED = 0.9;

/** Reads "13,3", two percentages. @throws UsageError for anything else. */
export function readExpected(list: string): ExpectedPairs {
  const [onlyOne = Number.NaN, onlyOther = Number.NaN, ...others] = list.split(",").map(Number);
  const isFine = onlyOne >= 0 && onlyOther >= 0 && onlyOne + onlyOther <= 100;
  if (!isFine || others.length > 0) {
    throw new UsageError(`--expect is "${list}"; give two percentages, as 13,3.`);
  }
  return { onlyOne: onlyOne / 100, onlyOther: onlyOther / 100 };
}

export function powerOf(clips: readonly NeedleClip[], expected: ExpectedPairs): NeedlePower {
  const asked = clips.flatMap(({ questions }) => questions);
  const questions = asked.filter(({ task }) => task !== "common").length;
  return {
    questions,
    expected,
    alpha: ALPHA,
    power: mcnemarPower(questions, expected, ALPHA),
    needed: samplesFor(WANTED, expected, ALPHA),
  };
}

/** "80 questions find a difference of 10 points (13 % only one arm's, 3 % only the other's) at p < 0.01 with a power of 0.41 …". */
export function powerSentence({ questions, expected, alpha, power, needed }: NeedlePower): string {
  const [one, other] = [100 * expected.onlyOne, 100 * expected.onlyOther];
  const enough = needed === null ? "5000 are too few" : `${needed} are needed`;
  return (
    `Computed beforehand: ${questions} questions find a difference of ${fixed(one - other, 0)} points (${fixed(one, 0)} % right with ` +
    `one arm only, ${fixed(other, 0)} % with the other only) at p < ${alpha} with a power of ${fixed(power, 2)}; for ${WANTED} ` +
    `${enough}. Questions of one clip are taken as independent.`
  );
}

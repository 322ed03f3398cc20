// Compares one arm with each of the others, on the samples that both have. Pure.

import type { ClipRecord } from "../../../../src/evaluation/results.ts";
import {
  comparePairs,
  type Interval,
  type Pair,
  pointsOf,
} from "../../../../src/evaluation/stats.ts";
import { NEEDLE_TASKS } from "./questions.ts";
import type { NeedleClip } from "./suite.ts";
import { type Group, isOf, isWhole, type NeedleResult, type Sample, samplesOf } from "./tally.ts";

export interface Comparison {
  readonly arm: string;
  readonly versus: string;
  readonly task: Group;
  /** The number of samples that both arms have. */
  readonly n: number;
  /** By how many points the arm is better, counting samples that are right in every wording. */
  readonly points: Interval;
  /** The same, counting each wording by itself. */
  readonly plainPoints: Interval;
  /** The number of samples that are right in every wording with one of the two arms only. */
  readonly onlyArm: number;
  readonly onlyVersus: number;
  /** McNemar's exact two-sided p. */
  readonly p: number;
}

const TASKS: readonly Group[] = ["all", ...NEEDLE_TASKS];

export function compareArms(
  arm: string,
  others: readonly string[],
  clips: readonly NeedleClip[],
  records: readonly ClipRecord<NeedleResult>[],
): Comparison[] {
  const own = samplesOf(arm, clips, records);
  return others.flatMap((versus) => {
    const theirs = new Map(
      samplesOf(versus, clips, records).map((sample) => [keyOf(sample), sample]),
    );
    const pairs = own.flatMap((one) => {
      const other = theirs.get(keyOf(one));
      return other === undefined ? [] : [{ one, other }];
    });
    return TASKS.flatMap((task) => {
      const ofTask = pairs.filter(({ one }) => isOf(task, one));
      return ofTask.length === 0 ? [] : [{ arm, versus, task, ...compare(ofTask) }];
    });
  });
}

const keyOf = ({ clip, question }: Sample): string => `${clip} ${question}`;

function compare(
  pairs: readonly { readonly one: Sample; readonly other: Sample }[],
): Omit<Comparison, "arm" | "versus" | "task"> {
  const scored = (score: (sample: Sample) => number): Pair[] =>
    pairs.map(({ one, other }) => ({ clip: one.clip, one: score(one), other: score(other) }));
  const { onlyOne, onlyOther, ...whole } = comparePairs(
    scored((sample) => Number(isWhole(sample))),
  );
  return {
    ...whole,
    plainPoints: pointsOf(
      scored(({ isRight }) => isRight.filter(Boolean).length / Math.max(1, isRight.length)),
    ),
    onlyArm: onlyOne,
    onlyVersus: onlyOther,
  };
}

// One arm against each of the others, on the samples that both have. Pure.

import type { ClipRecord } from "../core/log.ts";
import { mcnemarP, pairedBootstrap, type Interval } from "../core/stats.ts";
import { NEEDLE_TASKS } from "./questions.ts";
import type { NeedleClip } from "./suite.ts";
import { isOf, isWhole, samplesOf, type Group, type NeedleResult, type Sample } from "./tally.ts";

export interface Comparison {
  readonly arm: string;
  readonly versus: string;
  readonly task: Group;
  /** Samples that both arms have. */
  readonly n: number;
  /** By how many points the arm is better, counting samples that are right in every wording. */
  readonly points: Interval;
  /** The same, counting each wording by itself. */
  readonly plainPoints: Interval;
  /** Right in every wording with one of the two arms only. */
  readonly onlyArm: number;
  readonly onlyVersus: number;
  /** McNemar's, exact, two-sided. */
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

interface Pair {
  readonly one: Sample;
  readonly other: Sample;
}

function compare(pairs: readonly Pair[]): Omit<Comparison, "arm" | "versus" | "task"> {
  const only = (is: (pair: Pair) => boolean): number => pairs.filter(is).length;
  const onlyArm = only(({ one, other }) => isWhole(one) && !isWhole(other));
  const onlyVersus = only(({ one, other }) => !isWhole(one) && isWhole(other));
  return {
    n: pairs.length,
    points: pointsOf(pairs, (sample) => (isWhole(sample) ? 1 : 0)),
    plainPoints: pointsOf(
      pairs,
      ({ isRight }) => isRight.filter(Boolean).length / Math.max(1, isRight.length),
    ),
    onlyArm,
    onlyVersus,
    p: mcnemarP(onlyArm, onlyVersus),
  };
}

function pointsOf(pairs: readonly Pair[], score: (sample: Sample) => number): Interval {
  const byClip = new Map<number, { sum: number; n: number }>();
  for (const { one, other } of pairs) {
    const clip = byClip.get(one.clip) ?? { sum: 0, n: 0 };
    clip.sum += 100 * (score(one) - score(other));
    clip.n++;
    byClip.set(one.clip, clip);
  }
  return pairedBootstrap([...byClip.values()]);
}

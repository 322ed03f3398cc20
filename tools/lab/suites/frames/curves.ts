// The curves of VidCom²'s figure 1: right answers by the number of frames that are left out. Pure.

import { type LeftOutKind } from "../../../../src/engine/api.ts";
import { requestKey } from "../../../../src/evaluation/arms.ts";
import { compareTwo } from "../../../../src/evaluation/compare-arms.ts";
import type { ClipRecord } from "../../../../src/evaluation/results.ts";
import {
  type Interval,
  pairedBootstrap,
  type PairsCompared,
} from "../../../../src/evaluation/stats.ts";
import type { RequestRecord } from "../../../../src/evaluation/tally-arms.ts";
import type { FramesArm } from "./arms.ts";

/** Percent right without some frames. */
export interface CurvePoint {
  readonly count: number;
  readonly right: Interval;
  readonly n: number;
}

export interface Curve {
  readonly which: LeftOutKind;
  /** By count, none left out first. */
  readonly points: readonly CurvePoint[];
}

export function curvesOf(
  arms: readonly FramesArm[],
  records: readonly ClipRecord<RequestRecord>[],
): Curve[] {
  const all = arms.filter(({ which }) => which === null);
  const kinds = [...new Set(arms.flatMap(({ which }) => which ?? []))];
  return kinds.map((kind) => ({
    which: kind,
    points: [...all, ...arms.filter(({ which }) => which === kind)].map((arm) =>
      pointOf(arm, records),
    ),
  }));
}

function pointOf(
  { requests, count }: FramesArm,
  records: readonly ClipRecord<RequestRecord>[],
): CurvePoint {
  const keys = requests.map(requestKey);
  const clips = new Map<number, { sum: number; n: number }>();
  for (const { index, byRequest } of records) {
    const clip = clips.get(index) ?? { sum: 0, n: 0 };
    clips.set(index, clip);
    for (const key of keys) {
      for (const [, isRight] of byRequest[key]?.answers ?? []) {
        clip.sum += 100 * Number(isRight);
        clip.n++;
      }
    }
  }
  const counted = [...clips.values()];
  return {
    count,
    right: pairedBootstrap(counted),
    n: counted.reduce((sum, { n }) => sum + n, 0) / keys.length,
  };
}

/** The paper's claim: without 24 redundant frames of 32 little changes; without 8 unique ones the answer breaks down. */
export interface Claim {
  readonly redundant: number;
  readonly unique: number;
  /** By how much leaving out the redundant ones is better than leaving out the unique ones. */
  readonly between: PairsCompared;
  /** By how much each is better than all frames. */
  readonly ofRedundant: PairsCompared;
  readonly ofUnique: PairsCompared;
}

/** Compares three quarters of the frames, the least unique, with one quarter, the most unique; null where neither was run. */
export function claimOf(
  arms: readonly FramesArm[],
  frames: number,
  records: readonly ClipRecord<RequestRecord>[],
): Claim | null {
  const [redundant, unique] = [(3 * frames) / 4, frames / 4];
  const find = (kind: LeftOutKind | null, count: number): FramesArm | undefined =>
    arms.find((arm) => arm.which === kind && arm.count === count);
  const [all, many, few] = [find(null, 0), find("redundant", redundant), find("unique", unique)];
  if (all === undefined || many === undefined || few === undefined) return null;
  return {
    redundant,
    unique,
    between: compareTwo(many, few, records),
    ofRedundant: compareTwo(many, all, records),
    ofUnique: compareTwo(few, all, records),
  };
}

const LEVEL = 0.05;

/** Says whether it holds: the whole interval of the difference is on one side of zero, and McNemar's p is small too. */
export function claimWords({ redundant, unique, between }: Claim, frames: number): string {
  const { low, high, mean } = between.points;
  const claim = `that ${redundant} redundant of ${frames} frames can go rather than ${unique} unique ones`;
  const points = `${Math.abs(mean).toFixed(1)} points`;
  const isTold = between.p < LEVEL;
  if (isTold && low > 0) return `The paper's claim, ${claim}, holds here: by ${points}.`;
  if (isTold && high < 0)
    return `The paper's claim, ${claim}, does not hold here; the opposite does, by ${points}.`;
  return `Whether the paper's claim, ${claim}, holds here cannot be told from ${between.n} questions.`;
}

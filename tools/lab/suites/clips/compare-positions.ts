// Compares original positions with compact ones: the same questions, the same tokens kept. Pure.

import type { ClipRecord } from "../core/log.ts";
import { comparePairs, type Interval, type Pair, type PairsCompared } from "../core/stats.ts";
import { type Arm, requestKey } from "./arms.ts";
import type { RequestRecord } from "./tally.ts";

export interface PositionsComparison {
  readonly method: string;
  readonly retention: number;
  /** A type of question, or "all". */
  readonly type: string;
  /** The number of pairs of answers; each question counts once for each seed. */
  readonly n: number;
  /** By how many points original positions are better. */
  readonly points: Interval;
  /** The number of questions that only one of the two gets right. */
  readonly onlyOriginal: number;
  readonly onlyCompact: number;
  /** McNemar's exact two-sided p, which assumes independent pairs; the interval does not. */
  readonly p: number;
}

interface TypedPair extends Pair {
  readonly type: string;
}

/** Compares each method and retention that was run both ways; "all" first, then every type. */
export function comparePositions(
  arms: readonly Arm[],
  clips: readonly ClipRecord<RequestRecord>[],
): PositionsComparison[] {
  return arms.flatMap((arm) => {
    const { method, retention } = arm;
    const compact = arms.find(
      (one) => one.method === method && one.retention === retention && one.positions === "compact",
    );
    if (arm.positions !== "original" || compact === undefined) return [];
    const pairs = pairsOf(arm, compact, clips);
    const types = ["all", ...new Set(pairs.map(({ type }) => type))];
    return types.map((type) => ({
      method,
      retention,
      type,
      ...named(comparePairs(pairs.filter((pair) => type === "all" || pair.type === type))),
    }));
  });
}

function pairsOf(
  original: Arm,
  compact: Arm,
  clips: readonly ClipRecord<RequestRecord>[],
): TypedPair[] {
  return clips.flatMap(({ index, byRequest }) =>
    original.requests.flatMap((request, i) => {
      const other = compact.requests[i];
      const ones = byRequest[requestKey(request)]?.answers ?? [];
      const others = (other && byRequest[requestKey(other)]?.answers) ?? [];
      return ones.flatMap(([type, isRight], at) => {
        const answer = others[at];
        return answer === undefined
          ? []
          : [{ clip: index, type, one: Number(isRight), other: Number(answer[1]) }];
      });
    }),
  );
}

const named = ({ onlyOne, onlyOther, ...rest }: PairsCompared) => ({
  ...rest,
  onlyOriginal: onlyOne,
  onlyCompact: onlyOther,
});

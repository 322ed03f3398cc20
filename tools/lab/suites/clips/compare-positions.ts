// Original positions against compact ones: the same questions, the same tokens kept. Pure.

import { requestKey, type Arm } from "./arms.ts";
import type { ClipRecord } from "../core/log.ts";
import { mcnemarP, pairedBootstrap, type Interval } from "../core/stats.ts";
import type { RequestRecord } from "./tally.ts";

export interface PositionsComparison {
  readonly method: string;
  readonly retention: number;
  /** A type of question, or "all". */
  readonly type: string;
  /** Pairs of answers; each question once a seed. */
  readonly n: number;
  /** By how many points original positions are better. */
  readonly points: Interval;
  /** Questions that only one of the two gets right. */
  readonly onlyOriginal: number;
  readonly onlyCompact: number;
  /** McNemar's, exact, two-sided; it takes the pairs for independent, the interval does not. */
  readonly p: number;
}

interface Pair {
  readonly clip: number;
  readonly type: string;
  readonly original: boolean;
  readonly compact: boolean;
}

/** Of each method and retention that was run both ways; "all" first, then every type. */
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
      ...compare(pairs.filter((pair) => type === "all" || pair.type === type)),
    }));
  });
}

function pairsOf(original: Arm, compact: Arm, clips: readonly ClipRecord<RequestRecord>[]): Pair[] {
  return clips.flatMap(({ index, byRequest }) =>
    original.requests.flatMap((request, i) => {
      const other = compact.requests[i];
      const ones = byRequest[requestKey(request)]?.answers ?? [];
      const others = (other && byRequest[requestKey(other)]?.answers) ?? [];
      return ones.flatMap(([type, isRight], at) => {
        const answer = others[at];
        return answer === undefined
          ? []
          : [{ clip: index, type, original: isRight, compact: answer[1] }];
      });
    }),
  );
}

function compare(
  pairs: readonly Pair[],
): Omit<PositionsComparison, "method" | "retention" | "type"> {
  const byClip = new Map<number, { sum: number; n: number }>();
  let [onlyOriginal, onlyCompact] = [0, 0];
  for (const { clip, original, compact } of pairs) {
    const difference = byClip.get(clip) ?? { sum: 0, n: 0 };
    difference.sum += 100 * (Number(original) - Number(compact));
    difference.n++;
    byClip.set(clip, difference);
    if (original && !compact) onlyOriginal++;
    if (compact && !original) onlyCompact++;
  }
  return {
    n: pairs.length,
    points: pairedBootstrap([...byClip.values()]),
    onlyOriginal,
    onlyCompact,
    p: mcnemarP(onlyOriginal, onlyCompact),
  };
}

// Compares two arms on the same questions: the first method with each of the others, each with all tokens, and original
// positions with compact ones. Pure.

import type { PositionsId } from "../engine/api.ts";
import { answerKey, type Arm } from "./arms.ts";
import type { ClipRecord } from "./results.ts";
import { comparePairs, type Pair, type PairsCompared } from "./stats.ts";
import type { RequestRecord } from "./tally-arms.ts";

/** By how much `one` is better than `other`; each question counts once for each seed. */
export interface ArmsComparison extends PairsCompared {
  readonly retention: number;
  /** The two methods, or the two kinds of positions of `method`. */
  readonly one: string;
  readonly other: string;
  readonly method?: string;
  readonly positions?: PositionsId | null;
  /** A type of question, or "all". */
  readonly type: string;
}

interface TypedPair extends Pair {
  readonly type: string;
}

/** Compares each method and retention that was run with both kinds of positions; "all" first, then every type. */
export function comparePositions(
  arms: readonly Arm[],
  clips: readonly ClipRecord<RequestRecord>[],
): ArmsComparison[] {
  return arms.flatMap((arm) => {
    const { method, retention } = arm;
    const compact = arms.find(
      (one) =>
        one.method === method &&
        one.retention === retention &&
        one.encode === arm.encode &&
        one.positions === "compact",
    );
    if (arm.positions !== "original" || compact === undefined) return [];
    return compared(arm, compact, clips).map((each) => ({
      ...each,
      one: "original",
      other: "compact",
      method,
    }));
  });
}

/** Whether each type of question is compared by itself too, which takes as long again. */
export interface ComparedTypes {
  readonly hasTypes: boolean;
}

/** Compares the first method with each of the others at the same retention and positions; "all" first, then every type. */
export function compareMethods(
  arms: readonly Arm[],
  clips: readonly ClipRecord<RequestRecord>[],
  types: ComparedTypes = { hasTypes: true },
): ArmsComparison[] {
  const first = arms[0]?.method;
  return arms.flatMap((arm) => {
    const { method, retention, positions, encode } = arm;
    const one = arms.find(
      (each) =>
        each.method === first &&
        each.retention === retention &&
        each.positions === positions &&
        each.encode === encode,
    );
    if (method === first || one === undefined || retention === 1) return [];
    return compared(one, arm, clips, types).map((each) => ({
      ...each,
      one: one.method,
      other: method,
      positions,
    }));
  });
}

/** Compares each method and retention with all tokens, where these were asked about too; "all" first, then every type. */
export function compareWithAll(
  arms: readonly Arm[],
  clips: readonly ClipRecord<RequestRecord>[],
  types: ComparedTypes = { hasTypes: true },
): ArmsComparison[] {
  return arms.flatMap((arm) => {
    const all = arms.find(({ retention, encode }) => retention === 1 && encode === arm.encode);
    if (all === undefined || arm.retention === 1) return [];
    return compared(arm, all, clips, types).map((each) => ({
      ...each,
      one: arm.method,
      other: ALL_TOKENS_NAME,
      positions: arm.positions,
    }));
  });
}

/** Compares the first encoding with each of the others under the same method, retention and positions. */
export function compareEncodes(
  arms: readonly Arm[],
  clips: readonly ClipRecord<RequestRecord>[],
): ArmsComparison[] {
  const first = arms[0]?.encode;
  return arms.flatMap((arm) => {
    const { method, retention, positions, encode } = arm;
    const one = arms.find(
      (each) =>
        each.method === method &&
        each.retention === retention &&
        each.positions === positions &&
        each.encode === first,
    );
    if (encode === first || one === undefined) return [];
    return compared(one, arm, clips).map((each) => ({
      ...each,
      one: one.encode,
      other: encode,
      method: `${method}, ${encode}`,
      positions,
    }));
  });
}

/** Compares two arms, over all questions. */
export const compareTwo = (
  one: Arm,
  other: Arm,
  clips: readonly ClipRecord<RequestRecord>[],
): PairsCompared => comparePairs(pairsOf(one, other, clips));

const ALL_TOKENS_NAME = "all tokens";

function compared(
  one: Arm,
  other: Arm,
  clips: readonly ClipRecord<RequestRecord>[],
  { hasTypes }: ComparedTypes = { hasTypes: true },
): (PairsCompared & Pick<ArmsComparison, "retention" | "type">)[] {
  const pairs = pairsOf(one, other, clips);
  if (pairs.length === 0) return [];
  const types = ["all", ...(hasTypes ? new Set(pairs.map(({ type }) => type)) : [])];
  return types.map((type) => ({
    retention: one.retention,
    type,
    ...comparePairs(pairs.filter((pair) => type === "all" || pair.type === type)),
  }));
}

/** Pairs seed with seed; the fewer seeds of the two come in turn. */
function pairsOf(one: Arm, other: Arm, clips: readonly ClipRecord<RequestRecord>[]): TypedPair[] {
  const seeds = Math.max(one.requests.length, other.requests.length);
  return clips.flatMap(({ index, byRequest }) => {
    const answersOf = ({ encode, requests }: Arm, seed: number) => {
      const request = requests[seed % requests.length];
      return (request && byRequest[answerKey(encode, request)]?.answers) ?? [];
    };
    return Array.from({ length: seeds }, (_, seed) => seed).flatMap((seed) => {
      const others = answersOf(other, seed);
      return answersOf(one, seed).flatMap(([type, isRight], at) => {
        const answer = others[at];
        return answer === undefined
          ? []
          : [{ clip: index, type, one: Number(isRight), other: Number(answer[1]) }];
      });
    });
  });
}

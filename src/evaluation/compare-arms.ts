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

type Clips = readonly ClipRecord<RequestRecord>[];

/** Whether each type of question is compared by itself too, which takes as long again. */
export interface ComparedTypes {
  readonly hasTypes: boolean;
}

const ALL_TYPES: ComparedTypes = { hasTypes: true };

/** Compares each method and retention that was run with both kinds of positions; "all" first, then every type. */
export const comparePositions = (arms: readonly Arm[], clips: Clips): ArmsComparison[] =>
  arms.flatMap((arm) => {
    const compact = otherwise(arms, arm, { positions: "compact" });
    if (arm.positions !== "original" || compact === undefined) return [];
    const { method } = arm;
    return compared({ one: "original", other: "compact", method }, [arm, compact], clips);
  });

/** Compares the first method with each of the others at the same retention and positions; "all" first, then every type. */
export const compareMethods = (
  arms: readonly Arm[],
  clips: Clips,
  types = ALL_TYPES,
): ArmsComparison[] =>
  arms.flatMap((arm) => {
    const { method: other, retention, positions } = arm;
    const first = otherwise(arms, arm, { method: (arms[0] ?? arm).method });
    if (first === undefined || first.method === other || retention === 1) return [];
    return compared({ one: first.method, other, positions }, [first, arm], clips, types);
  });

/** Compares each method and retention with all tokens, where these were asked about too; "all" first, then every type. */
export const compareWithAll = (
  arms: readonly Arm[],
  clips: Clips,
  types = ALL_TYPES,
): ArmsComparison[] =>
  arms.flatMap((arm) => {
    const { method: one, positions } = arm;
    const all = arms.find(({ retention, encode }) => retention === 1 && encode === arm.encode);
    if (all === undefined || arm.retention === 1) return [];
    return compared({ one, other: "all tokens", positions }, [arm, all], clips, types);
  });

/** Compares the first encoding with each of the others under the same method, retention and positions. */
export const compareEncodes = (arms: readonly Arm[], clips: Clips): ArmsComparison[] =>
  arms.flatMap((arm) => {
    const { method, encode: other, positions } = arm;
    const first = otherwise(arms, arm, { encode: (arms[0] ?? arm).encode });
    if (first === undefined || first.encode === other) return [];
    const about = { one: first.encode, other, method: `${method}, ${other}`, positions };
    return compared(about, [first, arm], clips);
  });

/** Returns the arm that is like another in all but what is given. */
function otherwise(
  arms: readonly Arm[],
  arm: Arm,
  given: Partial<Omit<Arm, "requests">>,
): Arm | undefined {
  const { method, retention, positions, encode } = { ...arm, ...given };
  return arms.find(
    (each) =>
      each.method === method &&
      each.retention === retention &&
      each.positions === positions &&
      each.encode === encode,
  );
}

/** Compares two arms, over all questions. */
export const compareTwo = (one: Arm, other: Arm, clips: Clips): PairsCompared =>
  comparePairs(pairsOf(one, other, clips));

function compared(
  about: Pick<ArmsComparison, "one" | "other" | "method" | "positions">,
  [one, other]: readonly [one: Arm, other: Arm],
  clips: Clips,
  { hasTypes } = ALL_TYPES,
): ArmsComparison[] {
  const pairs = pairsOf(one, other, clips);
  if (pairs.length === 0) return [];
  const types = ["all", ...(hasTypes ? new Set(pairs.map(({ type }) => type)) : [])];
  return types.map((type) => ({
    ...about,
    retention: one.retention,
    type,
    ...comparePairs(pairs.filter((pair) => type === "all" || pair.type === type)),
  }));
}

/** Pairs seed with seed; the fewer seeds of the two come in turn. */
function pairsOf(one: Arm, other: Arm, clips: Clips): TypedPair[] {
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

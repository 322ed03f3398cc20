// Counts right answers by arm (method, retention and positions) and type of question. Pure.

import type { PatchCount, PositionsId } from "../engine/api.ts";
import { answerKey, type Arm } from "./arms.ts";
import type { ClipRecord } from "./results.ts";
import { sumOf } from "./stats.ts";
import { countRight, grouped, type Score } from "./tally.ts";

export interface RequestRecord {
  readonly total: number;
  readonly kept: number;
  /** The patches of the clip and how many were encoded; older logs and whole encoders do not tell. */
  readonly patches?: PatchCount;
  readonly answers: readonly (readonly [type: string, isRight: boolean])[];
}

export interface ArmResult extends Score {
  readonly method: string;
  readonly retention: number;
  readonly positions: PositionsId | null;
  readonly encode: string;
  /** Sums over clips; null where all patches were encoded. */
  readonly patches: PatchCount | null;
  /** Sums over clips; `kept` is the mean over the arm's seeds. */
  readonly tokens: { readonly total: number; readonly kept: number };
  /** The scores over all seeds of the arm: n counts each question once for each seed. */
  readonly byType: Readonly<Record<string, Score>>;
  /** The share of right answers of each seed, when there are several. */
  readonly seeds?: readonly number[];
}

export const scoreOf = (runs: readonly RequestRecord[]): Score =>
  countRight(runs.flatMap(({ answers }) => answers.map(([, isRight]) => isRight)));

/** Tallies the clips that hold every request of an arm. */
export function tally(
  arms: readonly Arm[],
  clips: readonly ClipRecord<RequestRecord>[],
): ArmResult[] {
  return arms.map(({ method, retention, positions, encode, requests }) => {
    const runs = requests.map((request) => {
      const key = answerKey(encode, request);
      return clips.flatMap(({ byRequest }) => byRequest[key] ?? []);
    });
    const all = runs.flat();
    const kept = sumOf(all, (run) => run.kept) / runs.length;
    const byType = grouped(
      all.flatMap(({ answers }) => answers),
      ([type]) => type,
      (answers) => countRight(answers.map(([, isRight]) => isRight)),
    );
    const share = (run: readonly RequestRecord[]): number => {
      const { right, n } = scoreOf(run);
      return right / Math.max(1, n);
    };
    return {
      method,
      retention,
      positions,
      encode,
      patches: patchesOf(runs[0] ?? []),
      tokens: {
        total: sumOf(runs[0] ?? [], (run) => run.total),
        kept: Math.round(kept * 100) / 100,
      },
      byType,
      ...scoreOf(all),
      ...(runs.length > 1 ? { seeds: runs.map(share) } : {}),
    };
  });
}

function patchesOf(run: readonly RequestRecord[]): PatchCount | null {
  const counted = run.flatMap(({ patches }) => patches ?? []);
  if (counted.length === 0) return null;
  return {
    patches: sumOf(counted, ({ patches }) => patches),
    encoded: sumOf(counted, ({ encoded }) => encoded),
  };
}

// Answers → right ones by method, retention and question type. Pure.

import type { PositionsId } from "../../../../src/engine/api.ts";
import type { EvalClipValue } from "../../page/eval-clip.ts";
import type { ClipRecord } from "../core/log.ts";
import { type Arm, requestKey } from "./arms.ts";

export interface RequestRecord {
  readonly total: number;
  readonly kept: number;
  readonly answers: readonly (readonly [type: string, isRight: boolean])[];
}

export interface Score {
  readonly right: number;
  readonly n: number;
}

export interface ArmResult extends Score {
  readonly method: string;
  readonly retention: number;
  readonly positions: PositionsId | null;
  /** Summed over clips; `kept` is the mean over the arm's seeds. */
  readonly tokens: { readonly total: number; readonly kept: number };
  /** Over all seeds of the arm: n counts each question once a seed. */
  readonly byType: Readonly<Record<string, Score>>;
  /** Share of right answers of each seed, where there are several. */
  readonly seeds?: readonly number[];
}

export function clipRecord(
  index: number,
  keys: readonly string[],
  { arms }: EvalClipValue,
): ClipRecord<RequestRecord> {
  const byRequest: Record<string, RequestRecord> = {};
  arms.forEach(({ tokens, answers }, i) => {
    byRequest[keys[i] ?? ""] = {
      ...tokens,
      answers: answers.map(({ type, wanted, got }) => [type, got === wanted] as const),
    };
  });
  return { index, byRequest };
}

export function scoreOf(runs: readonly RequestRecord[]): Score {
  const answers = runs.flatMap((run) => run.answers);
  return { right: answers.filter(([, isRight]) => isRight).length, n: answers.length };
}

/** Only clips that hold every request of the arm count. */
export function tally(
  arms: readonly Arm[],
  clips: readonly ClipRecord<RequestRecord>[],
): ArmResult[] {
  return arms.map(({ method, retention, positions, requests }) => {
    const runs = requests.map((request) => {
      const key = requestKey(request);
      return clips.flatMap(({ byRequest }) => byRequest[key] ?? []);
    });
    const byType: Record<string, { right: number; n: number }> = {};
    for (const { answers } of runs.flat()) {
      for (const [type, isRight] of answers) {
        const score = (byType[type] ??= { right: 0, n: 0 });
        score.n++;
        if (isRight) score.right++;
      }
    }
    const answers = runs.flat().flatMap((run) => run.answers);
    const kept = runs.flat().reduce((sum, run) => sum + run.kept, 0) / runs.length;
    const share = (run: readonly RequestRecord[]): number => {
      const all = run.flatMap((each) => each.answers);
      return all.filter(([, isRight]) => isRight).length / Math.max(1, all.length);
    };
    return {
      method,
      retention,
      positions,
      tokens: {
        total: (runs[0] ?? []).reduce((sum, run) => sum + run.total, 0),
        kept: Math.round(kept * 100) / 100,
      },
      byType,
      right: answers.filter(([, isRight]) => isRight).length,
      n: answers.length,
      ...(runs.length > 1 ? { seeds: runs.map(share) } : {}),
    };
  });
}

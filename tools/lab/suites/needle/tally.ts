// Turns answers of the needle suite into what each arm got right, what it found and what it took. Pure.

import type { EvalNeedleValue, NeedleRun } from "../../page/eval-needle.ts";
import type { ClipRecord } from "../../../../src/evaluation/results.ts";
import { mean, median, sumOf } from "../../../../src/evaluation/stats.ts";
import { grouped } from "../../../../src/evaluation/tally.ts";
import { isByQuestion, type NeedleArm } from "./arms.ts";
import { NEEDLE_TASKS, type NeedleTask } from "./questions.ts";
import type { NeedleClip } from "./suite.ts";

export type NeedleResult = EvalNeedleValue["runs"][number];

/** One question about one clip. */
export interface Sample {
  readonly clip: number;
  /** The question's place among the clip's questions. */
  readonly question: number;
  readonly seconds: number;
  readonly task: NeedleTask;
  readonly kind: string;
  /** The results by wording. */
  readonly isRight: readonly boolean[];
}

export interface Accuracy {
  /** The number of samples. */
  readonly n: number;
  /** The share of them that are right in every wording. */
  readonly accuracy: number;
  /** The share of right answers, each wording by itself. */
  readonly plain: number;
}

export type Group = NeedleTask | "all";
/** "all" is the needle tasks together, without `common`. */
export const GROUPS: readonly Group[] = ["all", ...NEEDLE_TASKS, "common"];

export type ByTask = Readonly<Partial<Record<Group, Accuracy>>>;

export interface NeedleArmResult extends Accuracy {
  readonly name: string;
  /** The number of clips that were looked at so. */
  readonly clips: number;
  /** The number of clips that did not fit, by reason. */
  readonly unfit: Readonly<Record<string, number>>;
  readonly byTask: ByTask;
  readonly byKind: Readonly<Record<string, Accuracy>>;
  /** The scores by the clip's length. */
  readonly bySeconds: Readonly<Record<string, ByTask>>;
  /** The share of the needles' chunks that were in detail; null for samples of frames. */
  readonly recallAtK: number | null;
  /** The same for the questions of one task. */
  readonly recallByTask: Readonly<Partial<Record<NeedleTask, number>>>;
  /** The mean place of a needle's chunk by relevance, 1 = first; null where the question has no influence. */
  readonly needleRank: number | null;
  /** The mean number of chunks in detail besides the first and the last; null for samples of frames. */
  readonly detailedChunks: number | null;
  /** The video's entries in the cache, as the mean over answers. */
  readonly cacheTokens: number;
  /** The bytes of the whole sequence at the end, as the mean over answers. */
  readonly cacheBytes: number;
  /** Medians of ratios to the reading time of the same clip, since times of different machines cannot be compared. */
  readonly firstToken: { readonly first: number; readonly later: number };
  /** The median ratio to the reading time of arm "x2l" (or the first memory); null when there is none. */
  readonly reading: number | null;
}

const isRun = (result: NeedleResult | undefined): result is NeedleRun =>
  result !== undefined && "samples" in result;

/** Returns the arm's samples of all clips that it fits. */
export function samplesOf(
  name: string,
  clips: readonly NeedleClip[],
  records: readonly ClipRecord<NeedleResult>[],
): Sample[] {
  return clips.flatMap(({ index, seconds, questions }, i) => {
    const run = records[i]?.byRequest[name];
    if (!isRun(run)) return [];
    return questions.map(({ task, kind, answer }, q) => ({
      clip: index,
      question: q,
      seconds,
      task,
      kind,
      isRight: (run.samples[q] ?? []).map(({ got }) => got === answer),
    }));
  });
}

export const isWhole = ({ isRight }: Sample): boolean =>
  isRight.length > 0 && isRight.every(Boolean);

export const isOf = (group: Group, { task }: Sample): boolean =>
  group === "all" ? task !== "common" : task === group;

function accuracyOf(samples: readonly Sample[]): Accuracy {
  const tries = samples.flatMap(({ isRight }) => isRight);
  return {
    n: samples.length,
    accuracy: samples.filter(isWhole).length / samples.length,
    plain: tries.filter(Boolean).length / tries.length,
  };
}

/** Tallies the suite; `records` are in the order of `clips`. */
export function tallyNeedle(
  arms: readonly NeedleArm[],
  clips: readonly NeedleClip[],
  records: readonly ClipRecord<NeedleResult>[],
): NeedleArmResult[] {
  const measure = arms.find(({ name }) => name === "x2l") ?? arms.find(isByQuestion);
  return arms.map((arm) => {
    const { name } = arm;
    const samples = samplesOf(name, clips, records);
    const results = clips.map((clip, i) => ({ clip, result: records[i]?.byRequest[name] }));
    const runs = results.flatMap(({ clip, result }) =>
      isRun(result) ? [{ clip, run: result }] : [],
    );
    const tries = runs.flatMap(({ run }) => run.samples.flat());
    const looked = runs.flatMap(({ clip, run }) =>
      clip.questions.flatMap((question, q) =>
        question.task === "common"
          ? []
          : (run.samples[q] ?? []).flatMap(({ chunks }) =>
              chunks === null
                ? []
                : { ...chunks, task: question.task, wanted: question.chunks.length },
            ),
      ),
    );
    const unfit: Record<string, number> = {};
    for (const { result } of results) {
      if (result !== undefined && "unfit" in result)
        unfit[result.unfit] = (unfit[result.unfit] ?? 0) + 1;
    }
    return {
      name,
      clips: runs.length,
      unfit,
      ...accuracyOf(samples.filter((sample) => isOf("all", sample))),
      byTask: byTask(samples),
      byKind: grouped(samples, ({ kind }) => kind, accuracyOf),
      bySeconds: grouped(samples, ({ seconds }) => String(seconds), byTask),
      recallAtK: looked.length === 0 ? null : recallOf(looked),
      recallByTask: Object.fromEntries(
        NEEDLE_TASKS.flatMap((task) => {
          const ofTask = looked.filter((one) => one.task === task);
          return ofTask.length === 0 ? [] : [[task, recallOf(ofTask)]];
        }),
      ),
      needleRank: isByQuestion(arm) ? mean(looked.flatMap(({ ranks }) => ranks)) : null,
      detailedChunks: looked.length === 0 ? null : mean(looked.map(({ detailed }) => detailed)),
      cacheTokens: mean(tries.map(({ entries }) => entries)),
      cacheBytes: mean(tries.map(({ kvBytes }) => kvBytes)),
      firstToken: {
        first: ratioOf(runs, (times) => times.slice(0, 1)),
        later: ratioOf(runs, (times) => times.slice(1)),
      },
      reading: readingRatio(
        runs.flatMap(({ clip, run }) => {
          const other = records[clips.indexOf(clip)]?.byRequest[measure?.name ?? ""];
          return isRun(other) ? [run.readMs / other.readMs] : [];
        }),
      ),
    };
  });
}

const recallOf = (looked: readonly { found: number; wanted: number }[]): number =>
  sumOf(looked, ({ found }) => found) / sumOf(looked, ({ wanted }) => wanted);

/** Returns the median ratio of some questions' times to the reading time of the same clip; NaN for no questions. */
function ratioOf(
  runs: readonly { readonly run: NeedleRun }[],
  some: (times: readonly number[]) => readonly number[],
): number {
  const ratios = runs.flatMap(({ run }) =>
    some(run.samples.flat().map(({ firstTokenMs }) => firstTokenMs)).map((ms) => ms / run.readMs),
  );
  return ratios.length === 0 ? Number.NaN : median(ratios);
}

const readingRatio = (ratios: readonly number[]): number | null =>
  ratios.length === 0 ? null : median(ratios);

function byTask(samples: readonly Sample[]): ByTask {
  const found: Partial<Record<Group, Accuracy>> = {};
  for (const group of GROUPS) {
    const ofGroup = samples.filter((sample) => isOf(group, sample));
    if (ofGroup.length > 0) found[group] = accuracyOf(ofGroup);
  }
  return found;
}

/** Returns the share of the best constant answer to each kind of question, chosen with hindsight. */
export function chanceLevels(
  clips: readonly NeedleClip[],
): Readonly<Partial<Record<Group, number>>> {
  const questions = clips.flatMap((clip) => clip.questions);
  const levels: Partial<Record<Group, number>> = {};
  for (const group of GROUPS) {
    const ofGroup = questions.filter(({ task }) =>
      group === "all" ? task !== "common" : task === group,
    );
    if (ofGroup.length === 0) continue;
    const byKind = new Map<string, Map<string, number>>();
    for (const { kind, answer } of ofGroup) {
      const answers = byKind.get(kind) ?? new Map<string, number>();
      byKind.set(kind, answers.set(answer, (answers.get(answer) ?? 0) + 1));
    }
    levels[group] =
      sumOf([...byKind.values()], (answers) => Math.max(...answers.values())) / ofGroup.length;
  }
  return levels;
}

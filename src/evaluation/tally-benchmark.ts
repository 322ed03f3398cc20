// What a benchmark's log says by arm: right answers by task, the paper's mean and the plain one with their intervals, and what
// failed. Pure.

import type { Benchmark, Judged, Protocol } from "../benchmarks/benchmark.ts";
import { plainMean } from "../benchmarks/means.ts";
import { type Arm, requestKey } from "./arms.ts";
import type { ClipRecord } from "./results.ts";
import { bootstrapOf, type Interval, mean, median, pairedBootstrap, wilson } from "./stats.ts";
import { type ArmResult, type RequestRecord, tally } from "./tally-arms.ts";
import type { Score } from "./tally.ts";
import { isFailed, type SampleResult } from "./samples-work.ts";
import type { PlacedSample, VideoSamples } from "./choose-samples.ts";

/** A score with its share of right answers in percent. */
export interface ShareScore extends Score {
  readonly share: Interval;
}

type ShareScores = Readonly<Record<string, ShareScore>>;

export interface BenchmarkArm extends ArmResult {
  /** The scores of the tasks. */
  readonly byType: ShareScores;
  /** The mean as the paper computes it, and the share of all, in percent. */
  readonly paperMean: Interval;
  readonly plainMean: Interval;
  /** The scores of the rows of each further table, by the table's name. */
  readonly byGroup: Readonly<Record<string, ShareScores>>;
  /** Samples that failed, over all seeds. */
  readonly failed: number;
  /** Samples whose letter was drawn, because their answer says none. */
  readonly guessed: number;
  /** Null where times were not measured with care. */
  readonly times: ArmTimes | null;
}

export interface ArmTimes {
  /** Medians, milliseconds; NaN without any. */
  readonly generationMs: number;
  readonly firstMs: number;
  readonly laterMs: number;
  /** Answers a second, over all whole times. */
  readonly perSec: number;
}

export type SampleRecords = readonly ClipRecord<SampleResult>[];

export interface TallyOf {
  readonly benchmark: Benchmark;
  readonly protocol: Protocol;
  readonly arms: readonly Arm[];
  readonly videos: readonly VideoSamples[];
  readonly isTimed: boolean;
}

/** Tallies all arms; `records` are of the samples of `videos`. */
export function tallyBenchmark(
  { benchmark, protocol, arms, videos, isTimed }: TallyOf,
  records: SampleRecords,
): BenchmarkArm[] {
  const asked = askedOf(videos, records);
  const byTask = tally(arms, pairableRecords(asked, taskName));
  const groups = [...new Set(asked.flatMap(({ placed }) => Object.keys(placed.sample.groups)))];
  const byGroup = groups.map(
    (group) => [group, tally(arms, pairableRecords(asked, groupName(group)))] as const,
  );
  const known = new Map<string, BenchmarkArm>();
  return arms.map((arm, at) => {
    const result = byTask[at];
    if (result === undefined) throw new Error("an arm without a tally");
    const keys = arm.requests.map(requestKey);
    // With all tokens every method is the same.
    const same = known.get(keys.join());
    const byType = withShares(result.byType, keys.length);
    if (same !== undefined) return { ...same, ...result, byType };
    const all = asked.flatMap(({ record }) => keys.flatMap((key) => record.byRequest[key] ?? []));
    const good = all.flatMap((one) => ("error" in one ? [] : [one]));
    const judged = keys.map((key) => judgedOf(asked, key));
    const own: BenchmarkArm = {
      ...result,
      byType,
      paperMean:
        benchmark.mean === plainMean
          ? plainInterval(judged)
          : intervalOf(judged, (some) => benchmark.mean(some, protocol)),
      plainMean: plainInterval(judged),
      byGroup: Object.fromEntries(
        byGroup.map(([group, results]) => [
          group,
          withShares(results[at]?.byType ?? {}, keys.length),
        ]),
      ),
      failed: all.filter(isFailed).length,
      guessed: good.filter(({ isGuess }) => isGuess).length,
      times: isTimed ? timesOf(good) : null,
    };
    known.set(keys.join(), own);
    return own;
  });
}

/** Adds shares with Wilson's interval, as the page's table has it; a question counts once, however many seeds drew for it. */
const withShares = (scores: Readonly<Record<string, Score>>, seeds: number): ShareScores =>
  Object.fromEntries(
    Object.entries(scores).map(([name, score]) => [
      name,
      { ...score, share: wilson(score.right / seeds, score.n / seeds) },
    ]),
  );

/** What a table shows while answers come: right answers by task, and the mean as the paper computes it, in percent. */
export interface ScoresSoFar {
  readonly arm: Arm;
  readonly byTask: Readonly<Record<string, Score>>;
  readonly all: Score;
  /** NaN without answers. */
  readonly paperMean: number;
}

/** Scores all arms without intervals, which take a while; with all tokens every method is the same, so one arm stands for them. */
export function scoresSoFar(
  { benchmark, protocol, arms, videos }: Omit<TallyOf, "isTimed">,
  records: SampleRecords,
): ScoresSoFar[] {
  const asked = askedOf(videos, records);
  const shown = distinctArms(arms);
  const tallied = tally(shown, pairableRecords(asked, taskName));
  return shown.map((arm, at) => {
    const { byType = {}, right = 0, n = 0 } = tallied[at] ?? {};
    const means = arm.requests.map((request) =>
      benchmark.mean(judgedOf(asked, requestKey(request)), protocol),
    );
    return { arm, byTask: byType, all: { right, n }, paperMean: mean(means) };
  });
}

/** Equal arms at retention 1 are one. */
export const distinctArms = <Of extends Pick<Arm, "retention">>(
  arms: readonly Of[],
): readonly Of[] => {
  const first = arms.findIndex(({ retention }) => retention === 1);
  return arms.filter(({ retention }, at) => retention < 1 || at === first);
};

interface Asked {
  /** The number of its video. */
  readonly video: number;
  readonly placed: PlacedSample;
  readonly record: ClipRecord<SampleResult>;
}

function askedOf(videos: readonly VideoSamples[], records: SampleRecords): Asked[] {
  const byIndex = new Map(records.map((record) => [record.index, record]));
  return videos.flatMap(({ samples }, video) =>
    samples.flatMap((placed) => {
      const record = byIndex.get(placed.index);
      return record === undefined ? [] : [{ video, placed, record }];
    }),
  );
}

interface JudgedOfVideo extends Judged {
  readonly video: number;
}

/** Samples of which one that belongs together with them failed are left out, as it is itself. */
function judgedOf(asked: readonly Asked[], key: string): JudgedOfVideo[] {
  const incomplete = new Set<string>();
  const judged = asked.flatMap(({ video, placed: { sample }, record }) => {
    const result = record.byRequest[key];
    if (result !== undefined && !("error" in result))
      return [{ video, sample, isRight: result.isRight, isAnswered: result.text !== "" }];
    incomplete.add(sample.together);
    return [];
  });
  return judged.filter(({ sample }) => !incomplete.has(sample.together));
}

/** The mean over seeds, with a bootstrap over videos, whose questions are related. */
function intervalOf(
  seeds: readonly (readonly JudgedOfVideo[])[],
  meanOf: (judged: readonly Judged[]) => number,
): Interval {
  const videos = new Map<number, JudgedOfVideo[][]>();
  for (const [seed, judged] of seeds.entries()) {
    for (const one of judged) {
      let own = videos.get(one.video);
      if (own === undefined) videos.set(one.video, (own = seeds.map(() => [])));
      own[seed]?.push(one);
    }
  }
  const names = (seeds[0] ?? []).map(({ sample }) => sample.together);
  const isTried = new Set(names).size < names.length;
  return bootstrapOf([...videos.values()], (some) =>
    mean(
      seeds.map((_, seed) =>
        meanOf(
          some.flatMap((own, draw) => (isTried ? drawn(own[seed] ?? [], draw) : (own[seed] ?? []))),
        ),
      ),
    ),
  );
}

/** The same of the share of right answers, which is a mean of samples. */
function plainInterval(seeds: readonly (readonly JudgedOfVideo[])[]): Interval {
  const videos = new Map<number, { sum: number; n: number }>();
  for (const { video, isRight } of seeds.flat()) {
    const own = videos.get(video) ?? { sum: 0, n: 0 };
    own.sum += 100 * Number(isRight);
    own.n++;
    videos.set(video, own);
  }
  return pairedBootstrap([...videos.values()]);
}

/** A video that is drawn several times counts as several: tries belong together within one draw only. */
const drawn = (judged: readonly JudgedOfVideo[], draw: number): Judged[] =>
  judged.map((one) => ({
    ...one,
    sample: { ...one.sample, together: `${one.sample.together} ${draw}` },
  }));

type NameOf = (placed: PlacedSample) => string | undefined;

const taskName: NameOf = ({ sample }) => sample.task;
const groupName =
  (group: string): NameOf =>
  ({ sample }) =>
    sample.groups[group];

/**
 * Returns records as all suites tally and compare them: one for each sample, or for several that belong together, under the
 * number of its video, typed by task or group.
 */
export function pairable(
  videos: readonly VideoSamples[],
  records: SampleRecords,
): ClipRecord<RequestRecord>[] {
  return pairableRecords(askedOf(videos, records), taskName);
}

function pairableRecords(asked: readonly Asked[], nameOf: NameOf): ClipRecord<RequestRecord>[] {
  const whole = new Map<string, Asked[]>();
  for (const one of asked) {
    const { together } = one.placed.sample;
    const known = whole.get(together);
    if (known === undefined) whole.set(together, [one]);
    else known.push(one);
  }
  return [...whole.values()].flatMap((tries) => {
    const [first] = tries;
    const type = first && nameOf(first.placed);
    if (first === undefined || type === undefined) return [];
    const keys = new Set(tries.flatMap(({ record }) => Object.keys(record.byRequest)));
    const byRequest = [...keys].flatMap((key) => {
      const results = tries.map(({ record }) => record.byRequest[key]);
      const good = results.flatMap((one) => (one === undefined || "error" in one ? [] : [one]));
      if (good.length < tries.length) return [];
      const [{ total, kept } = { total: 0, kept: 0 }] = good;
      const isRight = good.every((one) => one.isRight);
      return [[key, { total, kept, answers: [[type, isRight] as const] }] as const];
    });
    return [{ index: first.video, byRequest: Object.fromEntries(byRequest) }];
  });
}

function timesOf(results: readonly Exclude<SampleResult, { readonly error: unknown }>[]): ArmTimes {
  const whole = results.map(({ times }) => times.wholeMs);
  const of = (isFirst: boolean): number[] =>
    results.filter(({ times }) => times.isFirst === isFirst).map(({ times }) => times.wholeMs);
  const middle = (values: readonly number[]): number =>
    values.length === 0 ? Number.NaN : median(values);
  return {
    generationMs: middle(results.map(({ times }) => times.generationMs)),
    firstMs: middle(of(true)),
    laterMs: middle(of(false)),
    perSec: 1000 / mean(whole),
  };
}

// Which samples a run asks: some tasks, so many samples, one of several shards; grouped by video, which is opened once. Pure.

import { Random } from "../base/random.ts";
import type { Sample } from "../benchmarks/benchmark.ts";

/** One of `of` equal shares of the videos, from 1. */
export interface Shard {
  readonly part: number;
  readonly of: number;
}

/** A sample with its place among all of the benchmark, by which the log knows it. */
export interface PlacedSample {
  readonly index: number;
  readonly sample: Sample;
}

/** The samples about one video, or about one part of it. */
export interface VideoSamples {
  /** The place of its first sample. */
  readonly index: number;
  readonly samples: readonly PlacedSample[];
}

export interface SampleChoice {
  readonly tasks: readonly string[] | null;
  readonly limit: number | null;
  readonly shard: Shard;
}

/** The order in which a limit takes samples. */
const LIMIT_STREAM = 0xbe4c;

/**
 * Chooses samples and groups them by video. A limit takes samples in an order drawn from a seed, so that it sees all tasks, and
 * with a sample those that belong together with it.
 */
export function chooseSamples(
  all: readonly Sample[],
  { tasks, limit, shard }: SampleChoice,
): VideoSamples[] {
  const placed = all
    .map((sample, index) => ({ index, sample }))
    .filter(({ sample }) => tasks === null || tasks.includes(sample.task));
  const videos = byVideo(limited(placed, limit));
  return videos.filter((_, at) => at % shard.of === shard.part - 1);
}

/** One shard of one: all of it. */
export const WHOLE: Shard = { part: 1, of: 1 };

function limited(placed: readonly PlacedSample[], limit: number | null): readonly PlacedSample[] {
  if (limit === null) return placed;
  const sizes = new Map<string, number>();
  for (const { sample } of placed)
    sizes.set(sample.together, (sizes.get(sample.together) ?? 0) + 1);
  const kept = new Set<string>();
  let count = 0;
  for (const [name, size] of new Random(0, LIMIT_STREAM).shuffled([...sizes])) {
    if (count >= limit) break;
    kept.add(name);
    count += size;
  }
  return placed.filter(({ sample }) => kept.has(sample.together));
}

function byVideo(placed: readonly PlacedSample[]): VideoSamples[] {
  const groups = new Map<string, PlacedSample[]>();
  for (const one of placed) {
    const { video, wanted, range } = one.sample;
    const key = [video ?? `missing ${wanted}`, range?.fromSec, range?.toSec].join(" ");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()].map((samples) => ({ index: samples[0]?.index ?? 0, samples }));
}

// How a command line says which samples are asked.

import type { Benchmark, Sample } from "../../../../src/benchmarks/benchmark.ts";
import type { Shard } from "../../../../src/evaluation/choose-samples.ts";
import { UsageError } from "../../cli/options.ts";

/** Reads "2/8". @throws UsageError. */
export function readShard(text: string): Shard {
  const [, part, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  const shard = { part: Number(part), of: Number(of) };
  if (shard.part >= 1 && shard.part <= shard.of) return shard;
  throw new UsageError(`--shard is "${text}"; it must be i/n with i from 1 to n, such as 2/8.`);
}

/** Reads "fine_action,count". @throws UsageError for a task that the benchmark has not. */
export function readTasks(
  { name }: Pick<Benchmark, "name">,
  samples: readonly Sample[],
  text: string | undefined,
): readonly string[] | null {
  if (text === undefined) return null;
  const tasks = text.split(",");
  const known = new Set(samples.map(({ task }) => task));
  const unknown = tasks.find((task) => !known.has(task));
  if (unknown === undefined) return tasks;
  throw new UsageError(
    `--tasks holds "${unknown}"; the tasks of ${name} here are ${[...known].join(", ")}.`,
  );
}

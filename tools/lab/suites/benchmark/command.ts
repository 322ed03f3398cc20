// lab eval bench NAME: the accuracy of a model on a published benchmark that lies in a folder, by method and retention.

import { statSync, writeFileSync } from "node:fs";
import { SPREADS } from "../../../../src/base/sampling.ts";
import { PROTOCOLS } from "../../../../src/benchmarks/benchmark.ts";
import { BENCHMARK_IDS, BENCHMARKS, findSamples } from "../../../../src/benchmarks/catalogue.ts";
import { SUITE, SUITE_HELP } from "../../cli/common-options.ts";
import { chooseModel } from "../../cli/model.ts";
import * as option from "../../cli/options.ts";
import type { VerbContext } from "../../cli/verb.ts";
import { distinctRequests } from "../../../../src/evaluation/arms.ts";
import { readArms, SPELLINGS } from "../core/read-arms.ts";
import { withLock } from "../core/lock.ts";
import { openLog } from "../core/log.ts";
import { commandText, suiteOutput } from "../core/measure.ts";
import { benchmarkDocument, missingVideos, samplesOf } from "../../../../src/evaluation/about.ts";
import { openDiskFolder } from "./disk-folder.ts";
import { modelFamily } from "./model-family.ts";
import { measureBenchmark } from "./measure.ts";
import { modelDigest } from "./model-digest.ts";
import { measurePeaks } from "./peaks.ts";
import { chooseSamples } from "../../../../src/evaluation/choose-samples.ts";
import { digestOfFiles } from "../../../../src/evaluation/digest.ts";
import type { SampleResult } from "../../../../src/evaluation/samples-work.ts";
import { readShard, readTasks } from "./sample-options.ts";
import {
  benchmarkCsv,
  benchmarkMarkdown,
  benchmarkText,
} from "../../../../src/evaluation/report.ts";

export const BENCH_HELP = `Asks the questions of a benchmark about its videos, from the folder into which it was downloaded:
${BENCHMARK_IDS.map((id) => `  ${id.padEnd(21)}${BENCHMARKS[id].source}: ${BENCHMARKS[id].layout}`).join("\n")}

  --data DIR             the folder
  --methods LIST         of ${SPELLINGS}
                         (default vidcom2); the first is compared with each of the others
  --retentions LIST      shares of tokens to keep (default 1,0.25)
  --positions LIST       of original, compact: where kept tokens stand (default: the model's own)
  --frames N             frames to look at, 1 to 64 (default: as many as published results look at)
  --spread S             ${SPREADS.join(", ")} (default ends, as lmms-eval)
  --protocol P           whose prompts and reading of answers: ${Object.entries(PROTOCOLS)
    .map(([id, name]) => `${id} (${name})`)
    .join(", ")} (default 2026)
  --subtitles            put subtitles in the prompt, where the benchmark has them
  --tasks LIST           some tasks (default all)
  --limit N              so many questions, drawn over all tasks, the same each time
  --shard I/N            one of N equal shares of the videos; their logs are merged with --merge
  --resume               go on with the results in --out
  --retry                ask again about samples that failed
  --merge FILE           add the results of another --out of the same run, such as another shard's; give it several times
  --only-report          ask nothing; report what --out and --merge hold
  --timing               measure times and memory too: one browser, with a warm-up
  --csv FILE             write all scores as comma-separated values
${SUITE_HELP}`;

const OPTIONS = {
  data: option.path,
  methods: option.or(option.text, "vidcom2"),
  retentions: option.or(option.text, "1,0.25"),
  positions: option.text,
  frames: option.number(option.FRAMES),
  spread: option.or(option.word(SPREADS), "ends"),
  protocol: option.or(option.word(["2025", "2026"]), "2026"),
  subtitles: option.flag,
  tasks: option.text,
  limit: option.or(option.number(option.whole(1, 1_000_000)), null),
  shard: option.or(option.text, "1/1"),
  resume: option.flag,
  retry: option.flag,
  merge: option.texts,
  "only-report": option.flag,
  timing: option.flag,
  csv: option.path,
  ...SUITE,
};

/** Runs the suite; `args` come without its name. */
export async function evalBench(args: readonly string[], context: VerbContext): Promise<string> {
  const { positionals, ...given } = option.readOptions(args, OPTIONS);
  const [name = "", ...others] = positionals;
  if (others.length > 0)
    throw new option.UsageError(`One benchmark at a time; "${others[0]}" is too many.`);
  const benchmark = BENCHMARKS[option.oneOf("The benchmark", name, BENCHMARK_IDS)];
  const { data, runtime, jobs, timeout: quietSec, protocol, timing, retry, subtitles, csv } = given;
  if (data === undefined) throw new option.UsageError("--data is missing: the benchmark's folder.");
  if (subtitles && !benchmark.hasSubtitles)
    throw new option.UsageError(`--subtitles: ${benchmark.name} has none.`);
  if (timing && jobs > 1)
    throw new option.UsageError("--timing measures in one browser; leave --jobs out.");
  const arms = readArms(given.methods, given.retentions, given.positions);
  const requests = distinctRequests(arms);
  const shard = readShard(given.shard);
  const out = given.out === undefined ? null : option.personPath(given.out);
  const looking = { frames: given.frames ?? benchmark.frames, spread: given.spread };

  const folder = openDiskFolder(data);
  const isAsking = !given["only-report"];
  const found = await findSamples(benchmark, folder, { needsVideos: isAsking });
  const tasks = readTasks(benchmark, found.samples, given.tasks);
  const videos = chooseSamples(found.samples, { tasks, limit: given.limit, shard });
  for (const sentence of found.remarks) context.note(sentence);
  const missing = missingVideos(videos);
  if (isAsking && missing.length > 0)
    context.note(
      `${missing.length} of ${videos.length} videos are missing, ${missing[0]} for example; their samples are recorded as failed.`,
    );

  const chosen = chooseModel(given.model);
  const digests = {
    model: await modelDigest(chosen),
    data: await digestOfFiles(folder, found.files),
  };
  return withLock(out, async () => {
    if (out !== null) checkNew(out, given.resume);
    const log = openLog<SampleResult>(
      out,
      {
        suite: `bench ${benchmark.id}`,
        model: chosen.id,
        digests,
        runtime,
        looking,
        protocol,
        subtitles,
      },
      given.merge.map(option.personPath),
    );
    const run = { chosen, runtime, jobs, quietSec };
    const plan = { benchmark, protocol, folder, videos, requests, looking, log };
    const how = { hasSubtitles: subtitles, isRetrying: retry, isWarmedUp: timing };
    const adapter = isAsking
      ? await measureBenchmark({ ...plan, ...how }, run, context)
      : (log.adapter ?? "");
    const costs = timing
      ? await measurePeaks(context, run, { folder, videos, looking, arms })
      : null;
    const document = benchmarkDocument(
      {
        benchmark,
        protocol,
        found,
        videos,
        arms,
        family: modelFamily(chosen),
        model: chosen.id,
        digests,
        adapter,
        runtime: log.runtime ?? runtime,
        looking,
        hasSubtitles: subtitles,
        made: { command: commandText(["bench", ...args], OF_FILES, OF_COURSE) },
        peakBytes: costs?.peakBytes ?? null,
        gpuMs: costs?.gpuMs ?? null,
      },
      log.records(samplesOf(videos)),
    );
    if (csv !== undefined) writeFileSync(csv, benchmarkCsv(document));
    return suiteOutput(given, document, { markdown: benchmarkMarkdown, text: benchmarkText });
  });
}

/** Options that say where results go, and how a run comes to its end; neither changes them. */
const OF_FILES = ["--out", "--report", "--csv", "--merge", "--jobs", "--timeout"];
const OF_COURSE = ["--resume", "--retry", "--only-report", "--json"];

/** @throws UsageError where results would be added to those of a run before without anybody having asked for it. */
function checkNew(out: string, isResumed: boolean): void {
  const bytes = statSync(out, { throwIfNoEntry: false })?.size ?? 0;
  if (isResumed || bytes === 0) return;
  throw new option.UsageError(
    `${out} holds results already: --resume goes on with them, or give another --out.`,
  );
}

// lab eval frames: the experiment of VidCom²'s figure 1, on drawn clips or on a benchmark that lies in a folder.

import { writeFileSync } from "node:fs";
import { BENCHMARK_IDS, BENCHMARKS, findSamples } from "../../../../src/benchmarks/catalogue.ts";
import { LEFT_OUT_KINDS } from "../../../../src/engine/catalogue.ts";
import { SUITE, SUITE_HELP } from "../../cli/common-options.ts";
import { chooseModel } from "../../cli/model.ts";
import {
  FRAMES,
  number,
  or,
  path,
  personPath,
  readOptionsOnly,
  text,
  UsageError,
  whole,
  word,
  wordList,
} from "../../cli/options.ts";
import { POSITIONS } from "../../cli/plan-options.ts";
import type { VerbContext } from "../../cli/verb.ts";
import { samplesOf } from "../../../../src/evaluation/about.ts";
import { openDiskFolder } from "../benchmark/disk-folder.ts";
import { digestOfFiles } from "../../../../src/evaluation/digest.ts";
import type { SampleResult } from "../../../../src/evaluation/samples-work.ts";
import { measureBenchmark } from "../benchmark/measure.ts";
import { chooseSamples, WHOLE } from "../../../../src/evaluation/choose-samples.ts";
import { pairable } from "../../../../src/evaluation/tally-benchmark.ts";
import { clipRecord } from "../clips/record.ts";
import { type SuiteClip, suiteClips } from "../clips/suite.ts";
import { distinctRequests, requestKey } from "../../../../src/evaluation/arms.ts";
import { withLock } from "../core/lock.ts";
import { openLog } from "../core/log.ts";
import type { ClipRecord } from "../../../../src/evaluation/results.ts";
import { commandText, measureClips, suiteOutput, type SuiteRun } from "../core/measure.ts";
import { type RequestRecord, scoreOf } from "../../../../src/evaluation/tally-arms.ts";
import { type FramesArm, framesArms, readCounts } from "./arms.ts";
import { claimOf, curvesOf } from "./curves.ts";
import { type FramesDocument, framesMarkdown, framesPlot, framesText } from "./report.ts";

export const FRAMES_HELP = `The experiment of VidCom²'s figure 1: of the frames that are looked at, so many are left out before the language
model, and the same questions are asked. Says whether the paper's claim holds: three quarters of the frames, the least unique,
can go; a quarter, the most unique, cannot.

  --drop LIST            of ${LEFT_OUT_KINDS.join(", ")} (default all)
  --counts LIST          how many frames are left out (default 0,4,8,16,24)
  --frames N             frames to look at (default 32)
  --positions P          of original, compact (default: the model's own)
  --clips N              how many drawn clips of 32 ticks (default 24)
  --seed S               where the clips' seeds begin (default 10000)
  --benchmark NAME       instead of drawn clips, of ${BENCHMARK_IDS.join(", ")}
  --data DIR             the benchmark's folder
  --limit N              so many of its questions, drawn over all tasks
  --svg FILE             the curves as a picture
${SUITE_HELP}`;

const OPTIONS = {
  drop: wordList("frames to drop", LEFT_OUT_KINDS),
  counts: or(text, "0,4,8,16,24"),
  frames: or(number(FRAMES), 32),
  positions: word(POSITIONS),
  clips: or(number(whole(1, 10_000)), 24),
  seed: or(number(whole(0, 999_999)), 10_000),
  benchmark: word(BENCHMARK_IDS),
  data: path,
  limit: or(number(whole(1, 1_000_000)), null),
  svg: path,
  ...SUITE,
};

const TICKS = 32;
/** Clips come in this many lengths in turn, of which one is asked about. */
const LENGTHS = 6;

/** Runs the suite; `args` come without its name. */
export async function evalFrames(args: readonly string[], context: VerbContext): Promise<string> {
  const given = readOptionsOnly("eval frames", args, OPTIONS);
  const { frames, seed, runtime, jobs, timeout: quietSec, svg, data } = given;
  if ((given.benchmark === undefined) !== (data === undefined))
    throw new UsageError("--benchmark and --data go together.");
  const counts = readCounts(given.counts, frames);
  const arms = framesArms({
    kinds: given.drop,
    counts,
    frames,
    positions: given.positions ?? null,
  });
  const chosen = chooseModel(given.model);
  const out = given.out === undefined ? null : personPath(given.out);
  const run: SuiteRun = { chosen, runtime, jobs, quietSec };
  const about = { suite: "frames", model: chosen.id, runtime, frames };
  const asked = await withLock(out, () =>
    given.benchmark === undefined || data === undefined
      ? askClips(context, run, arms, { count: given.clips, seed, frames, out, about })
      : askBenchmark(context, run, arms, {
          id: given.benchmark,
          data,
          limit: given.limit,
          frames,
          out,
          about,
        }),
  );
  const document: FramesDocument = {
    suite: "frames",
    of: asked.of,
    model: chosen.id,
    adapter: asked.adapter,
    runtime: asked.runtime ?? runtime,
    frames,
    positions: given.positions ?? "the model's own",
    command: commandText(["frames", ...args], ["--out", "--report", "--jobs", "--svg"]),
    curves: curvesOf(arms, asked.records),
    claim: claimOf(arms, frames, asked.records),
  };
  if (svg !== undefined) writeFileSync(svg, framesPlot(document));
  return suiteOutput(given, document, { markdown: framesMarkdown, text: framesText });
}

interface AskedRecords {
  readonly of: string;
  readonly adapter: string;
  readonly runtime: string | undefined;
  readonly records: readonly ClipRecord<RequestRecord>[];
}

interface LogOf {
  readonly frames: number;
  readonly out: string | null;
  readonly about: object;
}

async function askClips(
  context: VerbContext,
  run: SuiteRun,
  arms: readonly FramesArm[],
  { count, seed, frames, out, about }: LogOf & { readonly count: number; readonly seed: number },
): Promise<AskedRecords> {
  const clips = suiteClips(LENGTHS * count, seed).filter(({ ticks }) => ticks === TICKS);
  const requests = distinctRequests(arms);
  const log = openLog<RequestRecord>(out, { ...about, seed });
  const adapter = await measureClips<SuiteClip, RequestRecord>(context, run, {
    clips,
    log,
    keys: requests.map(requestKey),
    async ask({ lab }, { index, seed, ticks }) {
      const missing = requests.filter((request) => !log.has(index, [requestKey(request)]));
      const args = { world: "plain", seed, ticks, frames, requests: missing } as const;
      log.add(clipRecord(index, missing.map(requestKey), await lab.call("evalClip", args)));
    },
    score: () => scoreOf(log.results()),
  });
  return {
    of: `${clips.length} drawn clips`,
    adapter,
    runtime: log.runtime,
    records: log.records(clips),
  };
}

async function askBenchmark(
  context: VerbContext,
  run: SuiteRun,
  arms: readonly FramesArm[],
  {
    id,
    data,
    limit,
    frames,
    out,
    about,
  }: LogOf & {
    readonly id: (typeof BENCHMARK_IDS)[number];
    readonly data: string;
    readonly limit: number | null;
  },
): Promise<AskedRecords> {
  const benchmark = BENCHMARKS[id];
  const folder = openDiskFolder(data);
  const found = await findSamples(benchmark, folder);
  const videos = chooseSamples(found.samples, { tasks: null, limit, shard: WHOLE });
  const digest = await digestOfFiles(folder, found.files);
  const log = openLog<SampleResult>(out, { ...about, benchmark: id, digest });
  const plan = { benchmark, protocol: "2026", folder, videos, log } as const;
  const how = { hasSubtitles: false, isRetrying: false, isWarmedUp: false };
  const looking = { frames, spread: "ends" } as const;
  const requests = distinctRequests(arms);
  const adapter = await measureBenchmark({ ...plan, ...how, looking, requests }, run, context);
  const records = pairable(videos, log.records(samplesOf(videos)));
  return { of: benchmark.name, adapter, runtime: log.runtime, records };
}

// Runs the plans on a benchmark's videos, in the lab's browsers.

import { AppError } from "../../../../src/base/errors.ts";
import type { Looking } from "../../../../src/base/sampling.ts";
import type { BenchmarkArgs } from "../../../../src/evaluation/ask-benchmark.ts";
import type { VideoSamples } from "../../../../src/evaluation/choose-samples.ts";
import { requestKey } from "../../../../src/evaluation/arms.ts";
import {
  type AskAboutVideo,
  createSamplesWork,
  type SampleResult,
  type SamplesPlan,
} from "../../../../src/evaluation/samples-work.ts";
import { lookingAt, subtitlesOf, videoPaths } from "../../../../src/evaluation/video-input.ts";
import type { LoadedLab } from "../../cli/loaded-lab.ts";
import type { VerbContext } from "../../cli/verb.ts";
import type { EvalLog } from "../core/log.ts";
import { measureClips, type SuiteRun } from "../core/measure.ts";
import type { DiskFolder } from "./disk-folder.ts";

export interface BenchmarkPlan extends SamplesPlan {
  readonly folder: DiskFolder;
  readonly looking: Looking;
  readonly hasSubtitles: boolean;
  /** Whether each browser asks about its first video once more beforehand, so that no time counts what is made once. */
  readonly isWarmedUp: boolean;
  readonly log: EvalLog<SampleResult>;
}

/** Asks what the log does not have yet, and returns the adapter's name. */
export function measureBenchmark(
  plan: BenchmarkPlan,
  run: SuiteRun,
  context: VerbContext,
): Promise<string> {
  const { log, requests } = plan;
  const warm = new WeakSet<LoadedLab>();
  const work = createSamplesWork(plan);
  return measureClips<VideoSamples, SampleResult>(context, run, {
    noun: "Video",
    clips: plan.videos,
    log,
    keys: requests.map(requestKey),
    isDone: (video) => work.isDone(video),
    ask: (loaded, video) =>
      work.ask(
        video,
        async (...asked) => {
          const isCold = plan.isWarmedUp && !warm.has(loaded);
          warm.add(loaded);
          if (isCold) await askAbout(plan, loaded, ...asked);
          return askAbout(plan, loaded, ...asked);
        },
        isOfLab,
      ),
    fail: (video, error) => work.fail(video, error),
    score: () => work.score(),
  });
}

/** What ends the run and is no fault of a sample. */
const isOfLab = (thrown: unknown): boolean =>
  thrown instanceof AppError && thrown.code.startsWith("lab-");

async function askAbout(
  { benchmark, protocol, folder, looking, hasSubtitles }: BenchmarkPlan,
  { lab }: LoadedLab,
  ...[samples, video, requests]: Parameters<AskAboutVideo>
): ReturnType<AskAboutVideo> {
  const [first] = samples;
  if (first === undefined) return [];
  const paths = await videoPaths(folder, first, video);
  await lab.giveFiles(paths.map((path) => folder.path(path)));
  const args: BenchmarkArgs = {
    benchmark: benchmark.id,
    protocol,
    name: video,
    samples,
    looking: lookingAt(looking, first),
    ...(hasSubtitles && { subtitles: await subtitlesOf(folder, first) }),
    requests,
  };
  return lab.call("askBenchmark", args);
}

// What a question costs the GPU by arm: the most memory that it needs, on an engine of its own each, and the time that the GPU itself
// works on it.

import type { Looking } from "../../../../src/base/sampling.ts";
import type { VerbContext } from "../../cli/verb.ts";
import { withModel } from "../../cli/with-lab.ts";
import type { Arm } from "../../../../src/evaluation/arms.ts";
import type { SuiteRun } from "../core/measure.ts";
import type { DiskFolder } from "./disk-folder.ts";
import type { VideoSamples } from "../../../../src/evaluation/choose-samples.ts";

export interface PeaksOf {
  readonly folder: DiskFolder;
  readonly videos: readonly VideoSamples[];
  readonly looking: Looking;
  readonly arms: readonly Arm[];
}

export interface GpuCosts {
  /** The most bytes of buffers for each arm; null where they cannot be had. */
  readonly peakBytes: readonly (number | null)[];
  /** Milliseconds of a later question for each arm; null where the device has no timestamps. */
  readonly gpuMs: readonly (number | null)[];
}

/** Measures the arms with the first video that is a file. */
export function measurePeaks(
  context: VerbContext,
  run: SuiteRun,
  { folder, videos, looking, arms }: PeaksOf,
): Promise<GpuCosts> {
  const samples = videos.flatMap(({ samples: [first] }) => first?.sample ?? []);
  const shown = samples.find(({ video, picturesPerSec }) => video !== null && !picturesPerSec);
  if (typeof shown?.video !== "string") {
    const none = arms.map(() => null);
    return Promise.resolve({ peakBytes: none, gpuMs: none });
  }
  const file = folder.path(shown.video);
  return withModel(context, run, async ({ lab, url }) => {
    await lab.giveFiles([file]);
    const peaks = [];
    for (const { method, requests } of arms) {
      const [request] = requests;
      context.note(`Measuring the memory of ${method}`);
      const memory =
        request === undefined
          ? null
          : await lab.call("benchMethodMemory", {
              id: run.chosen.id,
              url,
              runtime: run.runtime,
              video: { kind: "given", looking },
              request,
            });
      peaks.push(memory?.peakBytes ?? null);
    }
    context.note("Measuring the GPU's time");
    const requests = arms.flatMap(({ requests: [request] }) => request ?? []);
    const { id } = run.chosen;
    const args = { id, url, runtime: run.runtime, looking, requests };
    return { peakBytes: peaks, gpuMs: await lab.call("benchGpuTime", args) };
  });
}

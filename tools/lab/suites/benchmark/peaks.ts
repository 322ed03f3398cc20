// The most GPU memory that a question needs by arm, on an engine of its own each.

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

/** Returns the bytes for each arm, asked about the first video that is a file; null where it cannot be had. */
export function measurePeaks(
  context: VerbContext,
  run: SuiteRun,
  { folder, videos, looking, arms }: PeaksOf,
): Promise<(number | null)[]> {
  const samples = videos.flatMap(({ samples: [first] }) => first?.sample ?? []);
  const shown = samples.find(({ video, picturesPerSec }) => video !== null && !picturesPerSec);
  if (typeof shown?.video !== "string") return Promise.resolve(arms.map(() => null));
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
    return peaks;
  });
}

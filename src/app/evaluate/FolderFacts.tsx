// What a folder holds: how many questions about how many videos, which are missing, and how its files were read.

import { missingVideos } from "../../evaluation/about.ts";
import { chooseSamples, WHOLE } from "../../evaluation/choose-samples.ts";
import { BENCHMARKS } from "../../benchmarks/catalogue.ts";
import type { FolderPhase } from "../../store/evaluate/types.ts";
import { formatCounted } from "../values/format.ts";

export type ReadyFolder = Extract<FolderPhase, { readonly phase: "ready" }>;

const MOST_NAMED = 20;

export function FolderFacts({ folder }: { readonly folder: ReadyFolder }) {
  const { found, name, benchmark } = folder;
  const videos = chooseSamples(found.samples, { tasks: null, limit: null, shard: WHOLE });
  const missing = missingVideos(videos);
  const tasks = new Set(found.samples.map(({ task }) => task)).size;
  return (
    <div className="evaluate-facts">
      <p>
        <b>{BENCHMARKS[benchmark].name}</b> in “{name}”:{" "}
        {formatCounted(found.samples.length, "question")} of {formatCounted(tasks, "task")} about{" "}
        {formatCounted(videos.length, "video")}.
      </p>
      {missing.length > 0 && (
        <details>
          <summary>
            {formatCounted(missing.length, "video is", "videos are")} missing: what is asked about
            missing videos counts as failed.
          </summary>
          <ul>
            {missing.slice(0, MOST_NAMED).map((wanted) => (
              <li key={wanted}>{wanted}</li>
            ))}
            {missing.length > MOST_NAMED && <li>and {missing.length - MOST_NAMED} more</li>}
          </ul>
        </details>
      )}
      {found.remarks.map((remark) => (
        <p key={remark} className="faint">
          {remark}
        </p>
      ))}
    </div>
  );
}

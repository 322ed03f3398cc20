// The bar under a video that is read whole: when the last answer's stages ran, in one line. Reading is told where it
// happens; its hundreds of slices would say no more.

import type { WholeAnswer, StageName } from "../../engine/api.ts";
import { selectShownReport } from "../../store/whole/selectors.ts";
import { selectRunningTurn } from "../../store/selectors.ts";
import { formatSeconds } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";

const STAGES: readonly (readonly [stage: StageName, words: string])[] = [
  ["score", "score chunks"],
  ["prefill", "re-load and prefill"],
  ["step", "steps"],
];

/** "score chunks 0.21 s, re-load and prefill 0.83 s". */
export function stagesOf({ spans }: Pick<WholeAnswer, "spans">): string {
  return STAGES.flatMap(([stage, words]) => {
    const mine = spans.filter((span) => span.stage === stage);
    if (mine.length === 0) return [];
    const ms = mine.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
    return [`${words} ${formatSeconds(ms)}`];
  }).join(", ");
}

export function WholeTimings() {
  const report = useSession(selectShownReport);
  const isRunning = useSession(selectRunningTurn) !== null;
  return (
    <div className="timings">
      <div className="timings-bar">
        <h2>Timings</h2>
        {report === null || isRunning ? (
          <p className="timings-head faint">
            {isRunning ? "Answering; its stages follow at the end" : "The stages of an answer"}
          </p>
        ) : (
          <p className="timings-head">
            <span>
              <b>{formatSeconds(report.firstTokenMs)}</b>{" "}
              <span className="faint">to first token</span>
            </span>
            <span className="faint">{stagesOf(report)}</span>
          </p>
        )}
      </div>
    </div>
  );
}

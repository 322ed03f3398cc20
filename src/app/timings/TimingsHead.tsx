// The figures of the last answer in one line; of the running one, what is known so far.

import { selectRunningTurn } from "../../store/selectors.ts";
import { selectShownReport } from "../../store/whole/selectors.ts";
import { formatCount, formatPercent, formatSeconds } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";
import { stagesLine } from "./stage-words.ts";
import type { TimedWork } from "./use-waterfall.ts";

function FirstToken({ ms, note = "" }: { readonly ms: number; readonly note?: string }) {
  return (
    <span>
      <b>{formatSeconds(ms)}</b> <span className="faint">to first token{note}</span>
    </span>
  );
}

interface Props extends TimedWork {
  /** What is under the pointer or the focus. */
  readonly detail: string | null;
}

export function TimingsHead({ waterfall, report, detail }: Props) {
  const running = useSession(selectRunningTurn);
  const soFar =
    running === null || running.pieces === 0
      ? ""
      : `, ${formatCount(running.pieces)} tokens so far`;
  const before = `${report?.videoReused === true ? "Video work reused" : "Video work"}, ${formatSeconds(waterfall.beforeMs)}`;
  return (
    <p className="timings-head">
      {running?.state.phase === "streaming" && <FirstToken ms={running.state.firstTokenMs} />}
      {running === null && report !== null && (
        <FirstToken
          ms={report.firstTokenMs}
          note={` at ${formatPercent(report.plan.request.retention)}`}
        />
      )}
      <output className="faint">
        {detail ?? (running === null ? before : `Answering${soFar}; its stages follow at the end`)}
      </output>
    </p>
  );
}

/** Of a video that is read whole. Its reading is told where it happens; hundreds of slices would say no more. */
export function WholeTimingsHead() {
  const report = useSession(selectShownReport);
  const isRunning = useSession(selectRunningTurn) !== null;
  if (report === null || isRunning)
    return (
      <p className="timings-head faint">
        {isRunning ? "Answering; its stages follow at the end" : "The stages of an answer"}
      </p>
    );
  return (
    <p className="timings-head">
      <FirstToken ms={report.firstTokenMs} />
      <span className="faint">{stagesLine(report)}</span>
    </p>
  );
}

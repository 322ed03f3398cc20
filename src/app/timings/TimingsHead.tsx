// The figures of the last answer in one line; of the running one, what is known so far.

import type { Answer } from "../../engine/api.ts";
import { selectRunningTurn } from "../../store/selectors.ts";
import { formatCount, formatPercent, formatSeconds } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";

interface FirstTokenProps {
  readonly ms: number;
  /** The answer that is over; null while it is running. */
  readonly report: Answer | null;
}

function FirstToken({ ms, report }: FirstTokenProps) {
  const at = report?.kind === "frames" ? ` at ${formatPercent(report.plan.request.retention)}` : "";
  return (
    <span>
      <b>{formatSeconds(ms)}</b> <span className="faint">to first token{at}</span>
    </span>
  );
}

interface Props {
  /** The last answer about the video, in either way of looking. */
  readonly report: Answer | null;
  /** What the line says when no question is running. */
  readonly stages: string;
  /** What is under the pointer or the focus, which the line says instead. */
  readonly detail?: string | null;
}

export function TimingsHead({ report, stages, detail = null }: Props) {
  const running = useSession(selectRunningTurn);
  const soFar =
    running === null || running.pieces === 0
      ? ""
      : `, ${formatCount(running.pieces)} tokens so far`;
  return (
    <p className="timings-head">
      {running?.state.phase === "streaming" && (
        <FirstToken ms={running.state.firstTokenMs} report={null} />
      )}
      {running === null && report !== null && (
        <FirstToken ms={report.firstTokenMs} report={report} />
      )}
      <output className="faint">
        {detail ?? (running === null ? stages : `Answering${soFar}; its stages follow at the end`)}
      </output>
    </p>
  );
}

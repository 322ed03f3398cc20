import type { FramesAnswer } from "../../engine/api.ts";
import { selectRunningTurn } from "../../store/selectors.ts";
import { formatCount, formatPercent, formatSeconds } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";
import type { Waterfall } from "./waterfall.ts";

interface Props {
  readonly waterfall: Waterfall;
  readonly report: FramesAnswer | null;
  /** What is under the pointer or the focus. */
  readonly detail: string | null;
}

/** The figures of the last answer; of the running one, what is known so far. */
export function TimingsHead({ waterfall, report, detail }: Props) {
  const running = useSession(selectRunningTurn);
  const state = running?.state;
  const firstTokenMs =
    state?.phase === "streaming"
      ? state.firstTokenMs
      : running === null
        ? (report?.firstTokenMs ?? null)
        : null;
  const soFar =
    running === null || running.pieces === 0
      ? ""
      : `, ${formatCount(running.pieces)} tokens so far`;
  const before = `${report?.videoReused === true ? "Video work reused" : "Video work"}, ${formatSeconds(waterfall.beforeMs)}`;
  return (
    <p className="timings-head">
      {firstTokenMs !== null && (
        <span>
          <b>{formatSeconds(firstTokenMs)}</b>{" "}
          <span className="faint">
            to first token
            {report !== null &&
              running === null &&
              ` at ${formatPercent(report.plan.request.retention)}`}
          </span>
        </span>
      )}
      <output className="faint">
        {detail ?? (running === null ? before : `Answering${soFar}; its stages follow at the end`)}
      </output>
    </p>
  );
}

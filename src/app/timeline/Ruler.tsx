import { useMemo } from "react";
import { formatClock, formatMoment } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";
import { rulerTicks } from "./ruler-ticks.ts";

const MOST_TICKS = 10;
const NO_TIMES: readonly number[] = [];

/** The clip's own time over the columns. */
export function Ruler() {
  const durationSec = useSession(({ video }) => {
    if (video.phase === "ready") return video.video.facts.durationSec;
    return video.phase === "opening" ? (video.facts?.durationSec ?? 0) : 0;
  });
  const times = useSession(({ video }) =>
    video.phase === "ready" ? video.video.timesSec : NO_TIMES,
  );
  const ticks = useMemo(() => rulerTicks(times, durationSec, MOST_TICKS), [times, durationSec]);
  const format = durationSec < 5 ? formatMoment : formatClock;
  return (
    <div className="track ruler" aria-hidden="true">
      {ticks.map(({ timeSec, at }) => (
        <span key={timeSec} style={{ "--at": at }}>
          {format(timeSec)}
        </span>
      ))}
    </div>
  );
}

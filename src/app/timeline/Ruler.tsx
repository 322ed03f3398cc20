import { useMemo } from "react";
import { selectFacts, selectFrames } from "../../store/selectors.ts";
import { formatClock, formatMoment } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";
import { rulerTicks, type RulerSpan } from "./ruler-ticks.ts";

const MOST_TICKS = 10;
const NO_SPAN: RulerSpan = { startSec: 0, durationSec: 0 };
const NO_TIMES: readonly number[] = [];

/** The clip's own time over columns; `times` are of their middles, in seconds. */
export function Ruler(props: { readonly times: readonly number[]; readonly span: RulerSpan }) {
  const { times, span } = props;
  const { startSec, durationSec } = span;
  const ticks = useMemo(
    () => rulerTicks(times, { startSec, durationSec }, MOST_TICKS),
    [times, startSec, durationSec],
  );
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

export function FrameRuler() {
  const span = useSession(selectFacts) ?? NO_SPAN;
  const times = useSession((state) => selectFrames(state)?.video.timesSec ?? NO_TIMES);
  return <Ruler times={times} span={span} />;
}

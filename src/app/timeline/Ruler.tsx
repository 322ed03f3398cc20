import { useMemo } from "react";
import { selectFacts, selectFrames, selectRange } from "../../store/selectors.ts";
import { isPictures } from "../../store/video/state.ts";
import { formatClock, formatMoment } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";
import { rulerTicks, type RulerSpan } from "./ruler-ticks.ts";

const MOST_TICKS = 10;
const NO_SPAN: RulerSpan = { startSec: 0, durationSec: 0 };
const NO_TIMES: readonly number[] = [];

/** Pictures stand for a second each. */
const PICTURE_SEC = 1;
const pictureNumber = (sec: number): string => `${Math.floor(sec) + 1}`;

/** The clip's own time over columns; `times` are of their middles, in seconds. `views` is its width in widths of the view. */
export function Ruler(props: {
  readonly times: readonly number[];
  readonly span: RulerSpan;
  readonly views?: number;
}) {
  const { times, span, views = 1 } = props;
  const most = Math.round(MOST_TICKS * views);
  const { startSec, durationSec } = span;
  const arePictures = useSession((state) => {
    const facts = selectFacts(state);
    return facts !== null && isPictures(facts);
  });
  const leastSec = arePictures ? PICTURE_SEC : 0;
  const ticks = useMemo(
    () => rulerTicks(times, { startSec, durationSec }, most, leastSec),
    [times, startSec, durationSec, most, leastSec],
  );
  const format = arePictures ? pictureNumber : durationSec < 5 ? formatMoment : formatClock;
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

/** Returns the stretch of time that the columns of the frames stand for, and the frames' times. */
export function useFrameColumns(): { readonly times: readonly number[]; readonly span: RulerSpan } {
  const facts = useSession(selectFacts) ?? NO_SPAN;
  const range = useSession(selectRange);
  const times = useSession((state) => selectFrames(state)?.video.timesSec ?? NO_TIMES);
  const { startSec, durationSec } = facts;
  return useMemo(() => {
    const span =
      range === null
        ? { startSec, durationSec }
        : { startSec: range.fromSec, durationSec: range.toSec - range.fromSec };
    return { times, span };
  }, [times, range, startSec, durationSec]);
}

// A gutter and one column a frame; ruler, frames, bars and counts share the columns. Columns fill from the left
// while the video opens.

import { useEffect, useRef } from "react";
import { selectFrameCount, selectFrames } from "../../store/selectors.ts";
import { canDrawRange } from "../../store/video/range.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { useIsPhone } from "../hooks/use-media.ts";
import { BarChart } from "./BarChart.tsx";
import { ChartKey } from "./ChartKey.tsx";
import { FrameStrip } from "./FrameStrip.tsx";
import { KeptRow } from "./KeptRow.tsx";
import { LostFrames } from "./LostFrames.tsx";
import { RangeMark } from "./RangeMark.tsx";
import { RangeRow } from "./RangeRow.tsx";
import { Ruler, useFrameColumns } from "./Ruler.tsx";
import { useRangeDrag, withRangeDrag } from "./use-range-drag.ts";
import { useScrub } from "./use-scrub.ts";

export function Timeline() {
  const columns = useSession(selectFrameCount);
  const pointed = useSession(({ hovered }) => hovered);
  const selected = useSession(({ selected }) => selected);
  const isBehind = useSession(({ plan }) => plan.phase === "working");
  const isReady = useSession((state) => selectFrames(state) !== null);
  const canDraw = useSession(canDrawRange);
  const isPhone = useIsPhone();
  const scroller = useRef<HTMLDivElement>(null);
  const { hoverFrame } = useActions();
  const { times, span } = useFrameColumns();
  const scrub = useScrub(columns);
  const drag = useRangeDrag(times, span);

  useEffect(() => {
    const element = scroller.current;
    if (element === null || !isPhone) return;
    const middle = ((selected + 0.5) / columns) * element.scrollWidth;
    element.scrollTo({ left: middle - element.clientWidth / 2 });
  }, [selected, columns, isPhone]);

  return (
    <>
      <RangeRow />
      <div className="hscroll" ref={scroller}>
        <div
          className="timeline"
          style={{ "--cols": columns, "--at": selected }}
          data-behind={isBehind ? "" : undefined}
          onPointerLeave={() => hoverFrame(null)}
          {...(isReady && (canDraw ? withRangeDrag(scrub, drag) : scrub))}
        >
          <div className="head" />
          <Ruler times={times} span={span} />
          <FrameStrip />
          <BarChart />
          <KeptRow />
          <RangeMark times={times} span={span} />
          {isReady && <i className="playhead" aria-hidden="true" />}
          {isReady && pointed !== null && pointed !== selected && (
            <i className="playhead pointed" style={{ "--at": pointed }} aria-hidden="true" />
          )}
        </div>
        <ChartKey />
        <LostFrames />
      </div>
    </>
  );
}

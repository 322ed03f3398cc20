// A gutter and one column a chunk; ruler, pictures, relevance, memory and tokens share the columns. Columns fill from
// the left while the video is read.

import { useEffect, useMemo, useRef } from "react";
import type { WholeLook } from "../../store/whole/types.ts";
import type { WholeVideo } from "../../engine/api.ts";
import { useActions } from "../hooks/session.tsx";
import { useSize } from "../hooks/use-size.ts";
import { RangeMark } from "../timeline/RangeMark.tsx";
import { RangeRow } from "../timeline/RangeRow.tsx";
import { Ruler } from "../timeline/Ruler.tsx";
import { useRangeDrag, withRangeDrag } from "../timeline/use-range-drag.ts";
import { useScrub } from "../timeline/use-scrub.ts";
import { ChunkStrip } from "./ChunkStrip.tsx";
import { MemoryRow } from "./MemoryRow.tsx";
import { RelevanceTrack } from "./RelevanceTrack.tsx";
import { TokensRow } from "./TokensRow.tsx";
import { useRibbon } from "./use-ribbon.ts";

/** A column nearer to the end of the view than this counts as outside it. */
const EDGE_PX = 24;

/** The time of each column's middle, which a column stands for. */
function middlesOf({ timesSec, settings: { chunkFrames } }: WholeVideo): number[] {
  const middles: number[] = [];
  for (let from = 0; from < timesSec.length; from += chunkFrames) {
    const last = Math.min(from + chunkFrames, timesSec.length) - 1;
    middles.push(((timesSec[from] ?? 0) + (timesSec[last] ?? 0)) / 2);
  }
  return middles;
}

export function Ribbon({ whole }: { readonly whole: WholeLook }) {
  const ribbon = useRibbon(whole);
  const { columns, shown, selected, frameOf } = ribbon;
  const scroller = useRef<HTMLDivElement>(null);
  const track = useRef<HTMLDivElement>(null);
  const { width } = useSize(track);
  const { hoverFrame } = useActions();
  const scrub = useScrub(columns, frameOf);
  const span = whole.video.facts;
  const middles = useMemo(() => middlesOf(whole.video), [whole.video]);
  const drag = useRangeDrag(middles, span);
  const hasChunks = whole.chunks.length > 0;

  useEffect(() => {
    const element = scroller.current;
    if (element === null || width === 0 || element.scrollWidth <= element.clientWidth) return;
    const { scrollLeft, clientWidth } = element;
    const gutter = Math.max(0, element.scrollWidth - width);
    const middle = gutter + ((selected + 0.5) / columns) * width;
    // A column in view stays where it is, because the reader has just pressed it.
    if (middle > scrollLeft + gutter && middle < scrollLeft + clientWidth - EDGE_PX) return;
    element.scrollTo({ left: middle - clientWidth / 2 });
  }, [selected, columns, width]);

  const columnPx = width / columns;
  return (
    <>
      <RangeRow />
      <div className="hscroll" ref={scroller}>
        <div
          className="timeline ribbon"
          style={{ "--cols": columns, "--at": selected }}
          onPointerLeave={() => hoverFrame(null)}
          {...(hasChunks && withRangeDrag(scrub, drag))}
        >
          <div className="head" />
          <Ruler times={middles} span={span} />
          <ChunkStrip ribbon={ribbon} columnPx={columnPx} track={track} />
          <RelevanceTrack ribbon={ribbon} />
          <MemoryRow ribbon={ribbon} columnPx={columnPx} />
          <TokensRow ribbon={ribbon} columnPx={columnPx} />
          <RangeMark times={middles} span={span} />
          {hasChunks && <i className="playhead" aria-hidden="true" />}
          {hasChunks && shown !== selected && (
            <i className="playhead pointed" style={{ "--at": shown }} aria-hidden="true" />
          )}
        </div>
      </div>
    </>
  );
}

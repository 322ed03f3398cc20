// A gutter and one column a chunk; ruler, pictures, relevance, memory and tokens share the columns. Columns fill from
// the left while the video is read.

import { useEffect, useMemo, useRef, useState } from "react";
import type { WholeLook } from "../../store/whole/types.ts";
import type { WholeVideo } from "../../engine/api.ts";
import { canDrawRange } from "../../store/video/range.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { useSize } from "../hooks/use-size.ts";
import { RIBBON_ID } from "../hooks/ribbon-keys.ts";
import { RangeMark } from "../timeline/RangeMark.tsx";
import { RangeRow } from "../timeline/RangeRow.tsx";
import { Ruler } from "../timeline/Ruler.tsx";
import { useRangeDrag, withRangeDrag } from "../timeline/use-range-drag.ts";
import { useScrub } from "../timeline/use-scrub.ts";
import { ChunkStrip } from "./ChunkStrip.tsx";
import { MemoryRow } from "./MemoryRow.tsx";
import { Overview } from "./Overview.tsx";
import { RelevanceTrack } from "./RelevanceTrack.tsx";
import { TokensRow } from "./TokensRow.tsx";
import { useReadingHead } from "./use-reading-head.ts";
import { useRibbon } from "./use-ribbon.ts";
import { useZoom } from "./use-zoom.ts";
import { ZoomButtons } from "./ZoomButtons.tsx";

/** A column nearer to the end of the view than this counts as outside it. */
const EDGE_PX = 24;

const middleOf = ({ timesSec }: { readonly timesSec: readonly number[] }): number =>
  ((timesSec[0] ?? 0) + (timesSec.at(-1) ?? 0)) / 2;

/** The time of each column's middle, which a column stands for. */
function middlesOf(
  { timesSec, isLive, chunkTimes }: WholeVideo,
  chunks: WholeLook["chunks"],
): number[] {
  const middles: number[] = [];
  if (isLive) {
    let last = 0;
    // A chunk that was forgotten before it was saved has no times.
    return chunks.map((chunk) => (last = chunk.timesSec.length === 0 ? last : middleOf(chunk)));
  }
  for (let from = 0; from < timesSec.length; from += chunkTimes) {
    const last = Math.min(from + chunkTimes, timesSec.length) - 1;
    middles.push(((timesSec[from] ?? 0) + (timesSec[last] ?? 0)) / 2);
  }
  return middles;
}

export function Ribbon({ whole }: { readonly whole: WholeLook }) {
  const ribbon = useRibbon(whole);
  const { columns, shown, selected, frameOf } = ribbon;
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const track = useRef<HTMLDivElement>(null);
  const { width } = useSize(track);
  const zoom = useZoom(scroller, columns);
  const { drawn } = zoom;
  useReadingHead(scroller, whole.chunks.length / columns, width);
  const { hoverFrame } = useActions();
  const scrub = useScrub(columns, frameOf);
  const span = whole.video.facts;
  const middles = useMemo(() => middlesOf(whole.video, whole.chunks), [whole.video, whole.chunks]);
  const drag = useRangeDrag(middles, span);
  /** The column that was brought into view last; one that the reader then scrolls away from stays away. */
  const shownAt = useRef(-1);
  const hasChunks = whole.chunks.length > 0;
  const canDraw = useSession(canDrawRange);

  useEffect(() => {
    if (scroller === null || width === 0 || shownAt.current === selected) return;
    shownAt.current = selected;
    if (scroller.scrollWidth <= scroller.clientWidth) return;
    const { scrollLeft, clientWidth } = scroller;
    const gutter = Math.max(0, scroller.scrollWidth - width);
    const middle = gutter + ((selected + 0.5) / columns) * width;
    // A column in view stays where it is, because the reader has just pressed it.
    if (middle > scrollLeft + gutter && middle < scrollLeft + clientWidth - EDGE_PX) return;
    scroller.scrollTo({ left: middle - clientWidth / 2 });
  }, [scroller, selected, columns, width]);

  const columnPx = width / columns;
  return (
    <>
      <RangeRow />
      <Overview ribbon={ribbon} zoom={zoom} />
      <div className="hscroll" ref={setScroller} id={RIBBON_ID}>
        <div
          className="timeline ribbon"
          data-zoomed={zoom.zoom === null ? undefined : ""}
          style={{ "--cols": columns, "--at": selected, "--zoom": zoom.zoom ?? 1 }}
          onPointerLeave={() => hoverFrame(null)}
          {...(hasChunks && (canDraw ? withRangeDrag(scrub, drag) : scrub))}
        >
          <ZoomButtons {...zoom} />
          <Ruler times={middles} span={span} views={1 / zoom.view.span} />
          <ChunkStrip ribbon={ribbon} drawn={drawn} columnPx={columnPx} track={track} />
          <RelevanceTrack ribbon={ribbon} drawn={drawn} />
          <MemoryRow ribbon={ribbon} drawn={drawn} columnPx={columnPx} />
          <TokensRow ribbon={ribbon} drawn={drawn} columnPx={columnPx} />
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

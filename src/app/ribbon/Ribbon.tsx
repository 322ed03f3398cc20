// A gutter and one column a chunk; ruler, pictures, relevance, memory and tokens share the columns. Columns fill from
// the left while the video is read.

import { useEffect, useMemo, useRef } from "react";
import { useActions } from "../hooks/session.tsx";
import { useSize } from "../hooks/use-size.ts";
import { formatClock } from "../values/format.ts";
import { rulerTicks } from "../timeline/ruler-ticks.ts";
import { Transport } from "../timeline/Transport.tsx";
import { useScrub } from "../timeline/use-scrub.ts";
import { ChunkStrip } from "./ChunkStrip.tsx";
import { MemoryRow } from "./MemoryRow.tsx";
import { RelevanceTrack } from "./RelevanceTrack.tsx";
import { TokensRow } from "./TokensRow.tsx";
import { useRibbon, type RibbonData } from "./use-ribbon.ts";

const MOST_TICKS = 10;
/** A column nearer to the end of the view than this counts as outside it. */
const EDGE_PX = 24;

function ChunkRuler({ whole }: Pick<RibbonData, "whole">) {
  const { timesSec, facts, settings } = whole.video;
  const ticks = useMemo(() => {
    // A column stands for the middle of its chunk.
    const middles: number[] = [];
    for (let from = 0; from < timesSec.length; from += settings.chunkFrames) {
      const of = timesSec.slice(from, from + settings.chunkFrames);
      middles.push(((of[0] ?? 0) + (of.at(-1) ?? 0)) / 2);
    }
    return rulerTicks(middles, facts.durationSec, MOST_TICKS);
  }, [timesSec, facts, settings]);
  return (
    <div className="track ruler" aria-hidden="true">
      {ticks.map(({ timeSec, at }) => (
        <span key={timeSec} style={{ "--at": at }}>
          {formatClock(timeSec)}
        </span>
      ))}
    </div>
  );
}

function Tracks({ ribbon }: { readonly ribbon: RibbonData }) {
  const { whole, columns, shown, selected, frameOf } = ribbon;
  const scroller = useRef<HTMLDivElement>(null);
  const track = useRef<HTMLDivElement>(null);
  const { width } = useSize(track);
  const { hoverFrame } = useActions();
  const scrub = useScrub(columns, frameOf);
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
    <div className="hscroll" ref={scroller}>
      <div
        className="timeline ribbon"
        style={{ "--cols": columns, "--at": shown }}
        onPointerLeave={() => hoverFrame(null)}
        {...(hasChunks && scrub)}
      >
        <Transport />
        <ChunkRuler whole={whole} />
        <ChunkStrip ribbon={ribbon} columnPx={columnPx} track={track} />
        <RelevanceTrack ribbon={ribbon} />
        <MemoryRow ribbon={ribbon} columnPx={columnPx} />
        <TokensRow ribbon={ribbon} columnPx={columnPx} />
        {hasChunks && <i className="playhead" aria-hidden="true" />}
      </div>
    </div>
  );
}

export function Ribbon() {
  const ribbon = useRibbon();
  return ribbon === null ? null : <Tracks ribbon={ribbon} />;
}

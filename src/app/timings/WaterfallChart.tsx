// The waterfall, with names on the left, lanes on the work clock, and figures on the right. Up and down go from lane to
// lane, left and right along the slices of one. The head says in one line what is under the pointer or has the focus, so that
// nothing covers the chart.

import { scaleLinear } from "@visx/scale";
import { useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { formatMs, UNIT } from "../values/format.ts";
import { useMedia } from "../hooks/use-media.ts";
import { useSize } from "../hooks/use-size.ts";
import { Axis, AXIS_HEIGHT } from "./Axis.tsx";
import { Breaks } from "./Breaks.tsx";
import { Marks } from "./Marks.tsx";
import { Slices, type SliceId } from "./Slices.tsx";
import { laneDetail, laneMs, laneNote } from "./stage-words.ts";
import type { Lane, Waterfall } from "./waterfall.ts";

/** The height of a lane, in pixels, for a mouse and for fingers (WCAG 2.2, 2.5.8). */
const LANE_HEIGHT = { fine: 15, coarse: 24 };

interface Props {
  readonly waterfall: Waterfall;
  readonly shown: SliceId | null;
  readonly onShow: (shown: SliceId | null) => void;
}

/** Returns where an arrow key leads from `from`; null for other keys. */
function afterKey(key: string, from: SliceId, { lanes }: Waterfall): SliceId | null {
  const lastLane = lanes.length - 1;
  const lastSlice = (lanes[from.lane]?.slices.length ?? 1) - 1;
  switch (key) {
    case "ArrowDown":
      return { lane: Math.min(lastLane, from.lane + 1), slice: null };
    case "ArrowUp":
      return { lane: Math.max(0, from.lane - 1), slice: null };
    case "ArrowRight":
      return { lane: from.lane, slice: Math.min(lastSlice, (from.slice ?? -1) + 1) };
    case "ArrowLeft":
      return { lane: from.lane, slice: Math.max(0, (from.slice ?? 1) - 1) };
    case "Home":
      return { lane: 0, slice: null };
    case "End":
      return { lane: lastLane, slice: null };
    default:
      return null;
  }
}

function sliceUnder({ target }: PointerEvent): SliceId | null {
  if (!(target instanceof SVGElement)) return null;
  const { lane, slice } = target.dataset;
  return lane === undefined ? null : { lane: Number(lane), slice: Number(slice) };
}

function LaneMs({ lane }: { readonly lane: Lane }) {
  const ms = laneMs(lane);
  if (ms === null) return <span className="ms">–</span>;
  return (
    <span className="ms">
      <b>{formatMs(ms)}</b>
      {UNIT}ms
    </span>
  );
}

export function WaterfallChart({ waterfall, shown, onShow }: Props) {
  const plot = useRef<HTMLDivElement>(null);
  const names = useRef<HTMLOListElement>(null);
  const [stop, setStop] = useState(0);
  const [focused, setFocused] = useState<SliceId | null>(null);
  const { width } = useSize(plot);
  const { lanes, lengthMs } = waterfall;
  const laneHeight = LANE_HEIGHT[useMedia("(pointer: coarse)") ? "coarse" : "fine"];
  const height = lanes.length * laneHeight;
  const scale = scaleLinear({ domain: [0, lengthMs], range: [0, width] });
  const toPx = (atMs: number) => scale(atMs);

  const focus = (next: SliceId | null) => {
    setFocused(next);
    onShow(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = afterKey(event.key, focused ?? { lane: stop, slice: null }, waterfall);
    if (next === null) return;
    event.preventDefault();
    names.current?.querySelectorAll("button")[next.lane]?.focus();
    setStop(next.lane);
    focus(next);
  };

  return (
    <div className="fall" style={{ "--lane": `${laneHeight}px` }}>
      <ol className="lanes" ref={names}>
        {lanes.map((lane, index) => (
          <li key={lane.stage}>
            <button
              type="button"
              data-empty={lane.slices.length === 0 || undefined}
              tabIndex={index === Math.min(stop, lanes.length - 1) ? 0 : -1}
              aria-label={laneDetail(lane)}
              onFocus={() => focus({ lane: index, slice: null })}
              onBlur={() => focus(null)}
              onKeyDown={onKeyDown}
            >
              {lane.stage}
            </button>
          </li>
        ))}
      </ol>
      <div className="plot" ref={plot}>
        {width > 0 && (
          <svg
            width={width}
            height={AXIS_HEIGHT + height}
            aria-hidden="true"
            // A pointer that rests on no bar must not hide what has the focus.
            onPointerOver={(event) => onShow(sliceUnder(event) ?? focused)}
            onPointerLeave={() => onShow(focused)}
          >
            <Axis waterfall={waterfall} toPx={toPx} width={width} height={height} />
            <Breaks waterfall={waterfall} toPx={toPx} height={height} />
            <Slices lanes={lanes} toPx={toPx} shown={shown} laneHeight={laneHeight} />
            <Marks waterfall={waterfall} toPx={toPx} height={height} laneHeight={laneHeight} />
          </svg>
        )}
      </div>
      <ol className="figures" aria-hidden="true">
        {lanes.map((lane) => (
          <li key={lane.stage}>
            <span className="note">{laneNote(lane)}</span>
            <LaneMs lane={lane} />
          </li>
        ))}
      </ol>
    </div>
  );
}

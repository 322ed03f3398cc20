import { Bar } from "@visx/shape";
import { memo, type KeyboardEvent, type PointerEvent } from "react";
import type { PlanFrame } from "../../engine/api.ts";
import { formatMoment } from "../values/format.ts";
import { useActions, useSession } from "../hooks/session.tsx";

interface Props {
  readonly index: number;
  readonly frame: PlanFrame;
  /** What the method tells of the frame, as in "uniqueness 0.132"; null when it tells nothing. */
  readonly score: string | null;
  /** Tokens of a whole frame. */
  readonly tokens: number;
  readonly color: string;
  readonly x: number;
  readonly width: number;
  /** The end of the bar and where it rises from, pixels from the top of the chart. */
  readonly top: number;
  readonly floor: number;
  /** Whether it goes beyond the chart, which a gap in it says. */
  readonly isCut: boolean;
  readonly height: number;
  readonly isTabStop: boolean;
}

/** The gap of a bar that is cut, pixels from the top. */
const CUT_AT = 8;

/** One frame's bar, and the column around it that takes pointer and focus. */
export const BarColumn = memo(function BarColumn(props: Props) {
  const { index, frame, score, tokens, color, x, width, top, floor, height, isTabStop } = props;
  const isSelected = useSession(({ selected }) => selected === index);
  const isDropping = useSession(({ leftOut }) => leftOut !== null);
  const isLeftOut = isDropping && frame.budget === 0;
  const { hoverFrame, toggleLeftOut } = useActions();
  const dropHandlers = {
    // A press leaves the frame out, and does not move the playhead.
    onPointerDown: (event: PointerEvent) => event.stopPropagation(),
    onClick: () => toggleLeftOut(index),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== " ") return;
      event.preventDefault();
      toggleLeftOut(index);
    },
  };
  const inset = width >= 12 ? 3 : width >= 6 ? 1 : 0.5;
  return (
    <g
      role="option"
      className="bar-column"
      tabIndex={isTabStop ? 0 : -1}
      aria-selected={isSelected}
      aria-posinset={index + 1}
      aria-checked={isDropping ? isLeftOut : undefined}
      data-left-out={isLeftOut ? "" : undefined}
      {...(isDropping && dropHandlers)}
      aria-label={`Frame ${index + 1}, ${formatMoment(frame.timeSec)}, ${score === null ? "" : `${score}, `}${isLeftOut ? "left out" : `${frame.budget} of ${tokens} tokens kept`}`}
      onFocus={() => hoverFrame(index)}
    >
      <rect className="hit" x={x + 1} y={0} width={Math.max(0, width - 2)} height={height} />
      <Bar
        className="bar"
        x={x + inset}
        y={Math.min(top, floor, height - 1)}
        width={Math.max(1, width - 2 * inset)}
        height={Math.max(1, Math.abs(floor - top))}
        rx={Math.min(2, width / 6)}
        style={{ fill: color }}
      />
      {props.isCut && (
        <path className="cut-mark" d={`M${x},${CUT_AT + 4}l${width / 2},-4l${width / 2},4`} />
      )}
    </g>
  );
});

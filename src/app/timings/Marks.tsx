import { Line } from "@visx/shape";
import { AXIS_HEIGHT } from "./Axis.tsx";
import { LANE_HEIGHT } from "./Slices.tsx";
import type { Waterfall } from "./waterfall.ts";

interface MarkProps {
  readonly x: number;
  readonly height: number;
  readonly name: string;
  readonly isBefore: boolean;
  /** 0 beside the first lane, 1 beside the second. */
  readonly row?: number;
}

/** Room that a name needs beside its line. */
const ASKED_PX = 48;
const FIRST_TOKEN_PX = 80;

function Mark({ x, height, name, isBefore, row = 0 }: MarkProps) {
  return (
    <g className="mark">
      <Line from={{ x, y: AXIS_HEIGHT }} to={{ x, y: AXIS_HEIGHT + height }} />
      <text
        x={isBefore ? x - 6 : x + 6}
        y={AXIS_HEIGHT + 11 + row * LANE_HEIGHT}
        textAnchor={isBefore ? "end" : "start"}
      >
        {name}
      </text>
    </g>
  );
}

interface MarksProps {
  readonly waterfall: Waterfall;
  readonly toPx: (atMs: number) => number;
  readonly width: number;
  readonly height: number;
}

/** The two moments of the question. */
export function Marks({ waterfall, toPx, width, height }: MarksProps) {
  const { askedAtMs, firstTokenAtMs } = waterfall;
  if (askedAtMs === null || firstTokenAtMs === null) return null;
  const asked = toPx(askedAtMs);
  const first = toPx(firstTokenAtMs);
  const hasRoomAfter = first < width - FIRST_TOKEN_PX;
  return (
    <>
      <Mark x={asked} height={height} name="asked" isBefore={asked > ASKED_PX} />
      <Mark
        x={first}
        height={height}
        name="first token"
        isBefore={!hasRoomAfter}
        row={hasRoomAfter && asked > ASKED_PX ? 0 : 1}
      />
    </>
  );
}

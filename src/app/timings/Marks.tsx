import { Line } from "@visx/shape";
import type { StageName } from "../../engine/api.ts";
import { AXIS_HEIGHT } from "./Axis.tsx";
import type { Waterfall } from "./waterfall.ts";

/** The distance from the middle of a lane to the line that letters stand on, in pixels. */
const HALF_LETTER = 3.5;

interface MarkProps {
  readonly x: number;
  readonly height: number;
  readonly name: string;
  /** The middle of the lane beside which the name is written. */
  readonly nameY: number;
  /** The room that the name needs to the left of its line. */
  readonly namePx: number;
}

function Mark({ x, height, name, nameY, namePx }: MarkProps) {
  const isBefore = x > namePx;
  return (
    <g className="mark">
      <Line from={{ x, y: AXIS_HEIGHT }} to={{ x, y: AXIS_HEIGHT + height }} />
      <text
        x={isBefore ? x - 6 : x + 6}
        y={AXIS_HEIGHT + nameY + HALF_LETTER}
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
  readonly height: number;
  readonly laneHeight: number;
}

/** The marks show the two moments of the question. Each name is in the lane that begins at its moment, where it covers no bar. */
export function Marks({ waterfall, toPx, height, laneHeight }: MarksProps) {
  const { lanes, askedAtMs, firstTokenAtMs } = waterfall;
  if (askedAtMs === null || firstTokenAtMs === null) return null;
  const middleOf = (stage: StageName) =>
    (lanes.findIndex((lane) => lane.stage === stage) + 0.5) * laneHeight;
  return (
    <>
      <Mark
        x={toPx(askedAtMs)}
        height={height}
        name="asked"
        nameY={middleOf("prefill")}
        namePx={48}
      />
      <Mark
        x={toPx(firstTokenAtMs)}
        height={height}
        name="first token"
        nameY={middleOf("step")}
        namePx={80}
      />
    </>
  );
}

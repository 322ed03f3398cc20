import { Line } from "@visx/shape";
import type { StageName } from "../../engine/api.ts";
import { AXIS_HEIGHT } from "./Axis.tsx";
import { LANE_HEIGHT } from "./Slices.tsx";
import type { Waterfall } from "./waterfall.ts";

interface MarkProps {
  readonly x: number;
  readonly height: number;
  readonly name: string;
  /** The index of the lane beside which the name is written. */
  readonly lane: number;
  /** The room that the name needs to the left of its line. */
  readonly namePx: number;
}

function Mark({ x, height, name, lane, namePx }: MarkProps) {
  const isBefore = x > namePx;
  return (
    <g className="mark">
      <Line from={{ x, y: AXIS_HEIGHT }} to={{ x, y: AXIS_HEIGHT + height }} />
      <text
        x={isBefore ? x - 6 : x + 6}
        y={AXIS_HEIGHT + lane * LANE_HEIGHT + 11}
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
}

/** The marks show the two moments of the question. Each name is in the lane that begins at its moment, where it covers no bar. */
export function Marks({ waterfall, toPx, height }: MarksProps) {
  const { lanes, askedAtMs, firstTokenAtMs } = waterfall;
  if (askedAtMs === null || firstTokenAtMs === null) return null;
  const laneOf = (stage: StageName) => lanes.findIndex((lane) => lane.stage === stage);
  return (
    <>
      <Mark x={toPx(askedAtMs)} height={height} name="asked" lane={laneOf("prefill")} namePx={48} />
      <Mark
        x={toPx(firstTokenAtMs)}
        height={height}
        name="first token"
        lane={laneOf("step")}
        namePx={80}
      />
    </>
  );
}

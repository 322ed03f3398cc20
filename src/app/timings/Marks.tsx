import { Line } from "@visx/shape";
import { AXIS_HEIGHT } from "./Axis.tsx";
import type { Waterfall } from "./waterfall.ts";

interface MarkProps {
  readonly x: number;
  readonly height: number;
  readonly name: string;
  readonly isBefore: boolean;
}

/** Where a name stands when it goes before its line; less room than this turns it to the other side. */
const NAME_PX = 48;

function Mark({ x, height, name, isBefore }: MarkProps) {
  return (
    <g className="mark">
      <Line from={{ x, y: AXIS_HEIGHT }} to={{ x, y: AXIS_HEIGHT + height }} />
      <text
        x={isBefore ? x - 6 : x + 6}
        y={AXIS_HEIGHT + 11}
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
  return (
    <>
      <Mark x={asked} height={height} name="asked" isBefore={asked > NAME_PX} />
      <Mark x={first} height={height} name="first token" isBefore={first > width - 2 * NAME_PX} />
    </>
  );
}

// The time axis above the lanes, on which each stretch between two cuts counts from its own beginning.

import { AxisTop } from "@visx/axis";
import { Group } from "@visx/group";
import { scaleLinear } from "@visx/scale";
import { Line } from "@visx/shape";
import { formatCount, UNIT } from "../values/format.ts";
import type { Waterfall } from "./waterfall.ts";

export const AXIS_HEIGHT = 16;
const TICK_SPACE_PX = 90;
/** The least width of a stretch with numbers. */
const NARROWEST_PX = 36;
/** The room that a number needs before its stretch ends. */
const LABEL_PX = 28;

interface AxisProps {
  readonly waterfall: Waterfall;
  readonly toPx: (atMs: number) => number;
  readonly width: number;
  readonly height: number;
}

/** Writes milliseconds where a step is below a tenth of a second, else seconds with the decimals that tell two ticks apart. */
function tickLabel(ms: number, stepMs: number): string {
  if (ms === 0) return "0";
  if (stepMs < 100) return `${formatCount(ms)}${UNIT}ms`;
  return `${(ms / 1_000).toFixed(stepMs < 1_000 ? 1 : 0)}${UNIT}s`;
}

export function Axis({ waterfall, toPx, width, height }: AxisProps) {
  const { pieces, lengthMs } = waterfall;
  // All stretches have the same step, so that equal distances are equal times.
  const all = scaleLinear({ domain: [0, lengthMs] }).ticks(Math.max(1, width / TICK_SPACE_PX));
  const stepMs = (all[1] ?? lengthMs) - (all[0] ?? 0);
  return pieces.map((piece) => {
    const left = toPx(piece.atMs);
    const pieceWidth = toPx(piece.atMs + piece.lengthMs) - left;
    if (pieceWidth < NARROWEST_PX) return null;
    const scale = scaleLinear({ domain: [0, piece.lengthMs], range: [0, pieceWidth] });
    const count = Math.floor(piece.lengthMs / stepMs) + 1;
    const ticks = Array.from({ length: count }, (_, index) => index * stepMs);
    return (
      <Group key={piece.atMs} left={left} top={AXIS_HEIGHT}>
        {ticks.map((tick) => (
          <Line
            key={tick}
            className="grid-line"
            from={{ x: scale(tick), y: 0 }}
            to={{ x: scale(tick), y: height }}
          />
        ))}
        <AxisTop
          scale={scale}
          tickValues={ticks.filter((tick) => scale(tick) < pieceWidth - LABEL_PX)}
          tickFormat={(value) => tickLabel(Number(value), stepMs)}
          tickLength={0}
          hideTicks
          hideAxisLine
          tickLabelProps={{ className: "tick", textAnchor: "start", dx: 4, dy: -4 }}
        />
      </Group>
    );
  });
}

// The time axis over the lanes: each stretch between two cuts counts from its own beginning.

import { AxisTop } from "@visx/axis";
import { Group } from "@visx/group";
import { scaleLinear } from "@visx/scale";
import { Line } from "@visx/shape";
import { UNIT } from "../format.ts";
import type { Waterfall } from "./waterfall.ts";

export const AXIS_HEIGHT = 16;
const TICK_SPACE_PX = 90;
/** Narrower stretches carry no numbers. */
const NARROWEST_PX = 36;

interface AxisProps {
  readonly waterfall: Waterfall;
  readonly toPx: (atMs: number) => number;
  readonly height: number;
}

/** Milliseconds under a second, else seconds with the decimals that tell two ticks apart. */
function tickLabel(ms: number, stepMs: number): string {
  if (ms === 0) return "0";
  if (stepMs < 100) return `${ms}${UNIT}ms`;
  return `${(ms / 1_000).toFixed(stepMs < 1_000 ? 1 : 0)}${UNIT}s`;
}

export function Axis({ waterfall, toPx, height }: AxisProps) {
  return waterfall.pieces.map(({ atMs, lengthMs }) => {
    const left = toPx(atMs);
    const width = toPx(atMs + lengthMs) - left;
    const scale = scaleLinear({ domain: [0, lengthMs], range: [0, width] });
    const ticks = scale.ticks(Math.max(1, Math.floor(width / TICK_SPACE_PX)));
    const stepMs = (ticks[1] ?? lengthMs) - (ticks[0] ?? 0);
    if (width < NARROWEST_PX) return null;
    return (
      <Group key={atMs} left={left} top={AXIS_HEIGHT}>
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
          tickValues={ticks.filter((tick) => scale(tick) < width - 24)}
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

import { AXIS_HEIGHT } from "./Axis.tsx";
import { idleWords } from "./stage-words.ts";
import type { Waterfall } from "./waterfall.ts";

interface BreaksProps {
  readonly waterfall: Waterfall;
  readonly toPx: (atMs: number) => number;
  readonly height: number;
}

/** Two strokes where idle time is cut out; what was cut stands in the title of the stroke. */
export function Breaks({ waterfall, toPx, height }: BreaksProps) {
  return waterfall.breaks.map(({ atMs, widthMs, idleMs }) => {
    const left = toPx(atMs);
    const right = toPx(atMs + widthMs);
    return (
      <g key={atMs} className="break">
        <title>{idleWords(idleMs)}</title>
        <rect x={left} y={AXIS_HEIGHT} width={right - left} height={height} />
        {[left + 1, right - 1].map((x) => (
          <line key={x} x1={x} x2={x} y1={AXIS_HEIGHT} y2={AXIS_HEIGHT + height} />
        ))}
      </g>
    );
  });
}

import { AXIS_HEIGHT } from "./Axis.tsx";
import { cutWords } from "./stage-words.ts";
import type { Waterfall } from "./waterfall.ts";

interface BreaksProps {
  readonly waterfall: Waterfall;
  readonly toPx: (atMs: number) => number;
  readonly height: number;
}

/** A break is two strokes where time is cut out; their title says how much. */
export function Breaks({ waterfall, toPx, height }: BreaksProps) {
  return waterfall.breaks.map(({ atMs, widthMs, cutMs }) => {
    const left = toPx(atMs);
    const right = toPx(atMs + widthMs);
    return (
      <g key={atMs} className="break">
        <title>{cutWords(cutMs)}</title>
        <rect x={left} y={AXIS_HEIGHT} width={right - left} height={height} />
        {[left + 1, right - 1].map((x) => (
          <line key={x} x1={x} x2={x} y1={AXIS_HEIGHT} y2={AXIS_HEIGHT + height} />
        ))}
      </g>
    );
  });
}

// One bar a frame under its picture: height = the frame's score, colour = share of the budget. The bars are one tab stop;
// arrows move along them, and the focused one is looked at as if the pointer were over it.

import { AxisLeft } from "@visx/axis";
import { scaleBand, scaleLinear } from "@visx/scale";
import { useMemo, useRef } from "react";
import { selectFrameCount } from "../../store/selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { useShownPlan } from "../hooks/use-shown-plan.ts";
import { useSize } from "../hooks/use-size.ts";
import { FRAME_SCORE_WORDS } from "../values/frame-score.ts";
import { rampColors } from "../values/ramp.ts";
import { BarColumn } from "./BarColumn.tsx";
import { barValues } from "./bar-values.ts";
import { useBarKeys } from "./use-bar-keys.ts";

/** Fewest decimals that tell the ticks apart. */
const tickLabel = (value: number): string =>
  value === 0 ? "0" : value >= 10 ? value.toFixed(0) : `${Number(value.toPrecision(2))}`;

export function BarChart() {
  const track = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(track);
  const plan = useShownPlan();
  const selected = useSession(({ selected }) => selected);
  const keys = useBarKeys(track, useSession(selectFrameCount), selected);
  const bars = useMemo(() => (plan === null ? null : barValues(plan)), [plan]);
  const colors = useMemo(() => (plan === null ? [] : rampColors(plan)), [plan]);
  const frames = plan?.frames.length ?? 0;
  const x = useMemo(
    () =>
      scaleBand<number>({
        domain: Array.from({ length: frames }, (_, index) => index),
        range: [0, width],
      }),
    [frames, width],
  );
  const y = useMemo(
    () => scaleLinear<number>({ domain: [0, bars?.top ?? 1], range: [height, 0] }),
    [bars, height],
  );
  const kind = bars?.kind ?? null;
  const words = kind === null || kind === "budget" ? null : FRAME_SCORE_WORDS[kind];
  return (
    <>
      <div className="head">
        {words ?? "Budget"}
        {kind === "budget" && <small>frames not scored</small>}
      </div>
      <div
        ref={track}
        className="track chart"
        role="listbox"
        aria-orientation="horizontal"
        aria-label={words === null ? "Tokens kept, by frame" : `${words} and tokens kept, by frame`}
        {...keys.handlers}
      >
        {plan !== null && bars !== null && width > 0 && (
          <svg width={width} height={height}>
            <AxisLeft
              scale={y}
              tickValues={[0, bars.top]}
              tickFormat={(value) => tickLabel(Number(value))}
              hideAxisLine
              hideTicks
              tickLabelProps={{ dx: -4, dy: 4, textAnchor: "end" }}
              tickClassName="tick"
            />
            {plan.frames.map((frame, index) => (
              <BarColumn
                key={frame.timeSec}
                index={index}
                frame={frame}
                score={
                  words === null
                    ? null
                    : `${words.toLowerCase()} ${(bars.values[index] ?? 0).toFixed(3)}`
                }
                tokens={plan.total / frames}
                color={colors[index] ?? ""}
                x={x(index) ?? 0}
                width={x.bandwidth()}
                top={y(bars.values[index] ?? 0)}
                height={height}
                isTabStop={index === keys.tabStop}
              />
            ))}
          </svg>
        )}
      </div>
    </>
  );
}

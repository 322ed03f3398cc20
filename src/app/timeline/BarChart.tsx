// One bar a frame under its picture: height = the frame's score, colour = tokens kept. The bars are one tab stop;
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
import { barValues, isBeyond } from "./bar-values.ts";
import { axisWords, scoreWords } from "./chart-words.ts";
import { useBarKeys } from "./use-bar-keys.ts";

export function BarChart() {
  const track = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(track);
  const plan = useShownPlan();
  const selected = useSession(({ selected }) => selected);
  const wanted = useSession(({ barBase }) => barBase);
  const keys = useBarKeys(track, useSession(selectFrameCount), selected);
  const bars = useMemo(() => (plan === null ? null : barValues(plan, wanted)), [plan, wanted]);
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
    () =>
      scaleLinear<number>({
        domain: [bars?.low ?? 0, bars?.high ?? 1],
        range: [height, 0],
        clamp: true,
      }),
    [bars, height],
  );
  const kind = bars?.kind ?? null;
  const words = kind === null || kind === "budget" ? null : FRAME_SCORE_WORDS[kind];
  const floor = bars === null ? height : y(bars.base === "zero" ? 0 : bars.mean);
  const ends = bars === null ? null : axisWords(bars);
  return (
    <>
      <div className="head">
        {words ?? "Budget"}
        {kind === "budget" && <small>frames not scored</small>}
        {bars?.base === "mean" && <small>from the mean</small>}
      </div>
      <div
        ref={track}
        className="track chart"
        role="listbox"
        aria-orientation="horizontal"
        aria-label={words === null ? "Tokens kept, by frame" : `${words} and tokens kept, by frame`}
        data-base={bars?.base}
        {...keys.handlers}
      >
        {plan !== null && bars !== null && width > 0 && (
          <svg role="presentation" width={width} height={height}>
            <g aria-hidden="true">
              <AxisLeft
                scale={y}
                tickValues={[bars.low, bars.high]}
                tickFormat={(value) => ends?.[Number(value) === bars.high ? 0 : 1] ?? ""}
                hideAxisLine
                hideTicks
                tickLabelProps={{ dx: -4, dy: 4, textAnchor: "end" }}
                tickClassName="tick"
              />
            </g>
            {bars.base === "mean" && <path className="zero" d={`M0,${floor}H${width}`} />}
            {plan.frames.map((frame, index) => (
              <BarColumn
                key={frame.timeSec}
                index={index}
                frame={frame}
                score={scoreWords(bars, index)}
                tokens={plan.total / frames}
                color={colors[index] ?? ""}
                x={x(index) ?? 0}
                width={x.bandwidth()}
                top={y(bars.values[index] ?? 0)}
                floor={floor}
                isCut={isBeyond(bars, index)}
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

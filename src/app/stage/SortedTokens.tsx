// The frame's token scores from highest to lowest, cut where the budget ends; in heat mode, the legend instead.

import { scaleLinear } from "@visx/scale";
import { AreaClosed } from "@visx/shape";
import { useMemo } from "react";
import type { FramesVideo } from "../../engine/api.ts";
import { isBlind } from "../../engine/catalogue.ts";
import { selectOverlay, selectPlan, selectShownFrame } from "../../store/selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { planGrid } from "./token-grid.ts";
import { VIRIDIS } from "./viridis.ts";

const WIDTH = 188;
const HEIGHT = 56;

interface Point {
  readonly rank: number;
  readonly score: number;
}

function HeatLegend() {
  return (
    <div className="sorted">
      <p>Rank within the frame</p>
      <i
        className="heat-legend"
        style={{ background: `linear-gradient(90deg, ${VIRIDIS.join(", ")})` }}
      />
      <p>
        <span>dropped first</span>
        <span>kept first</span>
      </p>
    </div>
  );
}

function SortedArea({ scores, kept }: { readonly scores: Float32Array; readonly kept: number }) {
  const { points, x, y } = useMemo(() => {
    const sorted = Float32Array.from(scores).sort().reverse();
    const [most, least] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
    const last = Math.max(1, sorted.length - 1);
    return {
      points: Array.from(sorted, (score, rank): Point => ({ rank, score })),
      x: scaleLinear<number>({ domain: [0, last], range: [0, WIDTH] }),
      // The scores have no zero of their own, so the lowest stands a little above the floor.
      y: scaleLinear<number>({ domain: [least, most], range: [HEIGHT - 4, 2], clamp: true }),
    };
  }, [scores]);
  const area = (part: readonly Point[], className: string) => (
    <AreaClosed
      data={[...part]}
      x={({ rank }: Point) => x(rank)}
      y={({ score }: Point) => y(score)}
      y0={HEIGHT}
      yScale={y}
      className={className}
    />
  );
  const cut = x(Math.min(kept, points.length - 1));
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {area(points.slice(0, kept + 1), "kept-area")}
      {area(points.slice(kept), "dropped-area")}
      <path d={`M${cut},0V${HEIGHT}`} className="cut" />
    </svg>
  );
}

export function SortedTokens({ video }: { readonly video: FramesVideo }) {
  const plan = useSession(selectPlan);
  const shown = useSession(selectShownFrame);
  const overlay = useSession(selectOverlay);
  if (overlay === "heat") return <HeatLegend />;
  // Its own legend stands there.
  if (overlay === "patches") return null;
  const grid = planGrid(plan, video.grid, shown);
  if (grid === null || plan === null) return null;
  // There is nothing to sort where nothing was looked at, or all looks alike.
  if (isBlind(plan.request.method)) return null;
  if (grid.scores.every((score) => score === grid.scores[0])) return null;
  return (
    <div className="sorted">
      <p>Token scores of this frame, sorted</p>
      <SortedArea scores={grid.scores} kept={plan.frames[shown]?.budget ?? 0} />
      <p>
        <span>kept</span>
        <span>dropped</span>
      </p>
    </div>
  );
}

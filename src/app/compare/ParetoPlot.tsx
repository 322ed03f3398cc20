import { useState } from "react";
import type { Comparison } from "../../store/compare/types.ts";
import { Segmented } from "../ui/Segmented.tsx";
import { formatPercent, formatSeconds } from "../values/format.ts";
import { formatKl } from "./metrics.tsx";
import {
  klPlace,
  klTicks,
  paretoGroups,
  tickWords,
  type CostKind,
  type ParetoGroup,
  type ParetoPoint,
} from "./pareto.ts";
import { markPoints, markWidth, RADIUS } from "./pareto-marks.ts";

/** The drawing's own units; it is scaled to the width there is. */
const [WIDTH, HEIGHT] = [480, 240];
const PLOT = { left: 88, right: 446, top: 16, bottom: 196 };

const AXIS: Readonly<Record<CostKind, { name: string; words: (cost: number) => string }>> = {
  tokens: { name: "Visual tokens, a layer’s average", words: formatPercent },
  "first-token": { name: "Time to first token, first question", words: formatSeconds },
};

function pointWords(point: ParetoPoint, kind: CostKind): string {
  const { name, cost, kl, isOnFront, isVideoReused } = point;
  return [
    `${name}: ${AXIS[kind].words(cost)}`,
    ...(kind === "first-token" && isVideoReused ? ["video reused"] : []),
    `KL ${formatKl(kl)}`,
    ...(isOnFront ? [] : ["beaten by another"]),
  ].join(", ");
}

function Drawing({
  points,
  kind,
}: {
  readonly points: readonly ParetoPoint[];
  readonly kind: CostKind;
}) {
  const ticks = klTicks(points);
  const most = Math.max(...points.map(({ cost }) => cost));
  const x = (cost: number) => PLOT.left + (cost / most) * (PLOT.right - PLOT.left);
  const y = (kl: number) => PLOT.top + klPlace(kl, ticks) * (PLOT.bottom - PLOT.top);
  const front = points.filter(({ isOnFront }) => isOnFront).toSorted((a, b) => a.cost - b.cost);
  const line = front
    .map(
      ({ cost, kl }, i) =>
        `${i === 0 ? "M" : `H${x(cost)}V`}${i === 0 ? `${x(cost)} ` : ""}${y(kl)}`,
    )
    .join("");
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {[...ticks.entries()].map(([i, tick]) => (
        <g key={tick}>
          <path className="grid" d={`M${PLOT.left} ${y(tick)}H${PLOT.right}`} />
          <text x={PLOT.left - 6} y={y(tick) + 4} textAnchor="end">
            {tickWords(tick, i)}
          </text>
        </g>
      ))}
      {[0, 0.5, 1].map((share) => (
        <text key={share} x={x(share * most)} y={PLOT.bottom + 18} textAnchor="middle">
          {AXIS[kind].words(share * most)}
        </text>
      ))}
      <text x={(PLOT.left + PLOT.right) / 2} y={HEIGHT - 8} textAnchor="middle">
        {AXIS[kind].name}
      </text>
      <path className="front" d={line} />
      {markPoints(points, ({ cost, kl }) => [x(cost), y(kl)]).map((mark) => (
        <g key={mark.label} data-front={mark.isOnFront || undefined} className="point">
          <rect
            x={mark.x - markWidth(mark) / 2}
            y={mark.y - RADIUS}
            width={markWidth(mark)}
            height={2 * RADIUS}
            rx={RADIUS}
          />
          <text x={mark.x} y={mark.y + 4} textAnchor="middle">
            {mark.label}
          </text>
        </g>
      ))}
    </svg>
  );
}

/** The columns that are measured against the same answers. */
function Group({
  group: { words, points },
  kind,
  isRunning,
}: {
  readonly group: ParetoGroup;
  readonly kind: CostKind;
  readonly isRunning: boolean;
}) {
  return (
    <>
      {words !== null && <h5>{words}</h5>}
      {points.length < 2 ? (
        <p className="faint">{isRunning ? "Waiting for a second column." : "Too few answers."}</p>
      ) : (
        <div className="plot">
          <Drawing points={points} kind={kind} />
          <ul aria-label={words === null ? "Columns" : `Columns of ${words}`}>
            {points.map((point) => (
              <li key={point.place}>
                <span className="number">{point.number ?? ""}</span>
                {pointWords(point, kind)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

/** What each column costs, against how far its answers are from those with all tokens. */
export function ParetoPlot({ comparison }: { readonly comparison: Comparison }) {
  const [kind, setKind] = useState<CostKind>("tokens");
  const groups = paretoGroups(comparison, kind);
  return (
    <section className="pareto" aria-label="Cost against agreement">
      <div className="row">
        <h4>Cost against agreement</h4>
        <span className="grow" />
        <Segmented
          label="Cost"
          value={kind}
          segments={[
            { value: "tokens", name: "Tokens" },
            { value: "first-token", name: "First token" },
          ]}
          onChoose={setKind}
        />
      </div>
      <p className="measured">
        To the left is cheaper, higher agrees more with the answer from all tokens (mean KL in nats,
        each line ten times the one above). The line joins what no other column beats in both.
        {groups.length > 1 &&
          " Models and numbers of frames are each measured against their own answers."}
      </p>
      {groups.map((group) => (
        <Group
          key={group.words}
          group={group}
          kind={kind}
          isRunning={comparison.phase === "running"}
        />
      ))}
    </section>
  );
}

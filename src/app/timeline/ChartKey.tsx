// What the bars and their colours mean, under the chart: at every width, because a chart without its scale can mislead.

import { selectFrames } from "../../store/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { useShownPlan } from "../hooks/use-shown-plan.ts";
import { rampEnd } from "../values/ramp.ts";
import { barValues } from "./bar-values.ts";
import { barWords } from "./chart-words.ts";
import { CopySwitch } from "./CopySwitch.tsx";
import { DropButton } from "./DropButton.tsx";

export function ChartKey() {
  const plan = useShownPlan();
  const wanted = useSession(({ barBase }) => barBase);
  const isOpen = useSession((state) => selectFrames(state) !== null);
  const { setBarBase } = useActions();
  if (plan === null || !isOpen) return <div className="chart-key" />;
  const bars = barValues(plan, wanted);
  const other = bars.base === "zero" ? "mean" : "zero";
  return (
    <div className="chart-key">
      <p>
        {barWords(bars)}.
        {bars.kind !== "budget" && (
          <button type="button" className="link" onClick={() => setBarBase(other)}>
            {other === "mean" ? "Show differences from the mean" : "Show from 0"}
          </button>
        )}
        <DropButton />
        <CopySwitch />
      </p>
      <p className="legend">
        Colour: tokens kept, <span className="num">0</span>
        <i className="ramp" aria-hidden="true" />
        <span className="num">{rampEnd(plan)}</span>
      </p>
    </div>
  );
}

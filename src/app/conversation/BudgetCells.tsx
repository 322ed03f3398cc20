import type { Plan } from "../../engine/api.ts";
import { rampColors, rampEnd } from "../values/ramp.ts";

/** The strip has one bar for each frame: its height and its colour are the tokens kept, from none on. */
export function BudgetCells({ plan }: { readonly plan: Plan }) {
  const colors = rampColors(plan);
  const end = rampEnd(plan);
  return (
    <span className="cells" aria-hidden="true">
      {plan.frames.map(({ timeSec, budget }, index) => (
        <i
          key={timeSec}
          style={{ background: colors[index], height: `${(budget / end) * 100}%` }}
        />
      ))}
    </span>
  );
}

import type { Plan } from "../../engine/api.ts";
import { rampColors } from "../values/ramp.ts";

/** The strip has one cell for each frame, coloured by its share of the budget. */
export function BudgetCells({ plan }: { readonly plan: Plan }) {
  const colors = rampColors(plan);
  return (
    <span className="cells" aria-hidden="true">
      {colors.map((color, index) => (
        <i key={plan.frames[index]?.timeSec ?? index} style={{ background: color }} />
      ))}
    </span>
  );
}

import type { Plan } from "../../engine/api.ts";
import { rampColors } from "../values/ramp.ts";

/** Tokens kept, one bar a frame; the full height is all tokens of a frame. */
export function BudgetBars({ plan }: { readonly plan: Plan }) {
  const colors = rampColors(plan);
  const tokensPerFrame = plan.total / plan.frames.length;
  const budgets = plan.frames.map(({ budget }) => budget);
  return (
    <>
      <span className="budget-bars" aria-hidden="true">
        {plan.frames.map(({ timeSec, budget }, index) => (
          <i
            key={timeSec}
            style={{ height: `${(budget / tokensPerFrame) * 100}%`, background: colors[index] }}
          />
        ))}
      </span>
      <span className="sr">
        {Math.min(...budgets)} to {Math.max(...budgets)} of {tokensPerFrame}
      </span>
    </>
  );
}

import { selectPlan } from "../../store/selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { isFlat, rampDomain } from "../values/ramp.ts";

/** What the colours of the bars say: from the least to the most tokens that a frame keeps. */
export function Legend() {
  const plan = useSession(selectPlan);
  if (plan === null) return null;
  const budgets = plan.frames.map(({ budget }) => budget);
  const [least, most] = [Math.min(...budgets), Math.max(...budgets)];
  if (least === most)
    return (
      <span className="legend">
        {most} {most === 1 ? "token" : "tokens"} a frame
      </span>
    );
  if (isFlat(rampDomain(plan)))
    return (
      <span className="legend">
        {least} to {most} tokens a frame
      </span>
    );
  return (
    <span className="legend">
      <span className="legend-title">Share of budget</span>
      <span className="num">{least}</span>
      <i className="ramp" />
      <span className="num">{most} tokens</span>
    </span>
  );
}

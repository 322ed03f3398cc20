import { lookedWords } from "../../base/sampling.ts";
import type { Plan } from "../../engine/api.ts";
import type { FramesTurn } from "../../store/types.ts";
import { formatCount, formatPercent } from "../values/format.ts";
import { useActions } from "../hooks/session.tsx";
import { methodName } from "../../engine/catalogue.ts";
import { BudgetCells } from "./BudgetCells.tsx";
import { CostLine } from "../ui/CostLine.tsx";

const describe = ({ kept, total, request, frames }: Plan): string =>
  `Used ${formatCount(kept)} of ${formatCount(total)} tokens of ${frames.length} frames, ` +
  `${methodName(request)}, ${formatPercent(request.retention)}. Use this plan again.`;

/** What an answer used: the budget of each frame, and the cost. Pressing the strip brings its plan back. */
export function Receipt({ turn }: { readonly turn: FramesTurn }) {
  const { restorePlan } = useActions();
  const { plan, request } = turn;
  return (
    <div className="receipt">
      {plan !== null && (
        <button
          type="button"
          className="paid"
          aria-label={describe(plan)}
          onClick={() => restorePlan(request)}
        >
          <span>Used</span>
          <BudgetCells plan={plan} />
          <span className="num">{formatPercent(request.retention)}</span>
        </button>
      )}
      <CostLine turn={turn} />
      <p className="looked">{lookedWords(turn.looked)}</p>
    </div>
  );
}

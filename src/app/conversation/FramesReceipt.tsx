import { lookedWords } from "../../base/sampling.ts";
import type { Plan } from "../../engine/api.ts";
import { methodName } from "../../engine/catalogue.ts";
import type { FramesTurn } from "../../store/ask/types.ts";
import { selectModelInfo } from "../../store/models/selectors.ts";
import { leftOutWords } from "../../store/plan/left-out.ts";
import { isSameLooking } from "../../store/plan/plan-request.ts";
import { isSameRequest } from "../../store/plan/same-request.ts";
import { selectFrames, selectOpenVideo, selectPlan } from "../../store/selectors.ts";
import type { State } from "../../store/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { CostLine } from "../ui/CostLine.tsx";
import { averageWords } from "../values/cost.ts";
import { formatCount, formatCounted, formatPercent } from "../values/format.ts";
import { BudgetCells } from "./BudgetCells.tsx";
import { FrameMoments } from "./FrameMoments.tsx";
import { LookedLine } from "./LookedLine.tsx";
import { UsedStrip } from "./UsedStrip.tsx";

function planWords(plan: Plan): string {
  const { kept, total, request, frames } = plan;
  const average = averageWords(plan);
  const inside = average === null ? "" : ` in the end, ${average}`;
  return (
    `Used ${formatPercent(request.retention)}: ${formatCount(kept)} of ${formatCount(total)} tokens of ` +
    `${formatCounted(frames.length, "frame")}${inside}, ${request.leftOut === undefined ? methodName(request) : leftOutWords(request.leftOut)}. Use this plan again.`
  );
}

/** Whether the frames, the plan and the model on show are those that a turn was answered with. */
function isPlanShown(state: State, { fileKey, request, looking, model }: FramesTurn): boolean {
  const plan = selectPlan(state);
  const frames = selectFrames(state);
  return (
    plan !== null &&
    frames !== null &&
    selectOpenVideo(state)?.file.key === fileKey &&
    selectModelInfo(state)?.id === model?.id &&
    isSameLooking(frames.looking, looking) &&
    isSameRequest(plan.request, request)
  );
}

/** The strip shows the budget of each frame. A press shows the plan of the answer again. */
export function FramesReceipt({ turn }: { readonly turn: FramesTurn }) {
  const { restorePlan } = useActions();
  const isShown = useSession((state) => isPlanShown(state, turn));
  const { plan, request } = turn;
  return (
    <>
      {plan !== null && (
        <UsedStrip
          label={planWords(plan)}
          figure={formatPercent(request.retention)}
          about={isShown ? "This plan is in use." : "Use this plan again, with its frames."}
          isPressed={isShown}
          onPress={() => void restorePlan(request, turn.looking)}
        >
          <BudgetCells plan={plan} />
        </UsedStrip>
      )}
      <CostLine turn={turn} />
      <LookedLine turn={turn}>{lookedWords(turn.looked)}</LookedLine>
      <FrameMoments turn={turn} />
    </>
  );
}

// What the plan on show costs: tokens, and the memory their keys and values take.

import { selectIsBusy, selectPlan } from "../../store/selectors.ts";
import { averageWords } from "../values/cost.ts";
import { formatBytes, formatCount, splitBytes } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";
import { useInspecting } from "../hooks/use-inspecting.ts";
import { useSlowly } from "../hooks/use-slowly.ts";

export function Cost() {
  const plan = useSession(selectPlan);
  const isBehind = useSession(({ plan }) => plan.phase === "working");
  const isAnswering = useSession(selectIsBusy);
  const isInspecting = useInspecting();
  const failure = useSession(({ plan }) => (plan.phase === "failed" ? plan.error : null));
  const average = plan === null ? null : averageWords(plan);
  const words =
    plan === null
      ? ""
      : `${plan.kept} of ${plan.total} tokens${average === null ? "" : ` behind the last cut, ${average}`}, ${formatBytes(plan.kvBytes)}`;
  const spoken = useSlowly(words, 1_000);
  if (failure !== null) return <p className="cost error-text">{failure.message}</p>;
  const [bytes, unit] = plan === null ? ["–", "MB"] : splitBytes(plan.kvBytes);
  const wholeBytes = plan === null ? 0 : plan.kvBytes / plan.averageRetention;
  return (
    <div className="cost" data-behind={isBehind ? "" : undefined}>
      <div aria-hidden="true">
        <b>{plan === null ? "–" : formatCount(plan.kept)}</b>
        <p>
          {plan === null
            ? "tokens"
            : `of ${formatCount(plan.total)} tokens${average === null ? "" : " in the end"}`}
        </p>
      </div>
      <div aria-hidden="true">
        <b>
          {bytes} <small>{isInspecting ? `${unit} KV` : unit}</small>
        </b>
        <p>
          {plan === null ? "" : `of ${formatBytes(wholeBytes)}${isInspecting ? "" : " memory"}`}
          {average !== null && `, ${average}`}
        </p>
      </div>
      <span className="behind" aria-hidden="true">
        {isAnswering ? "changes after the answer" : "working it out"}
      </span>
      <span className="sr" role="status">
        {spoken}
      </span>
    </div>
  );
}

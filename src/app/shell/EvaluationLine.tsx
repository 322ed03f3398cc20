import { useActions, useSession } from "../hooks/session.tsx";
import { Icon } from "../ui/Icon.tsx";

/** The line under the bar while an evaluation is being asked behind the closed dialog: nothing else is answered meanwhile. */
export function EvaluationLine() {
  const isRunning = useSession(({ evaluate }) => evaluate.runningId !== null);
  const isClosed = useSession(({ dialog }) => dialog !== "evaluate");
  const head = useSession(({ evaluate }) =>
    evaluate.kept?.find(({ id }) => id === evaluate.runningId),
  );
  const { showDialog } = useActions();
  if (!isRunning || !isClosed || head === undefined) return null;
  return (
    <div className="notice-line" role="status">
      <Icon name="chip" />
      <p>
        <b>A benchmark is being asked:</b> {head.asked} of {head.samples} questions so far.
      </p>
      <button type="button" className="btn" onClick={() => showDialog("evaluate")}>
        Show it
      </button>
    </div>
  );
}

import type { Turn } from "../../store/ask/types.ts";
import { isCutOff, isOpenAsAsked, isUnfinished } from "../../store/ask/go-on.ts";
import { selectAskBlock, selectIsBusy } from "../../store/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { formatCounted } from "../values/format.ts";

/** The note says why the answer ends where it does, unless the model ended it. */
function endingOf(turn: Turn): string | null {
  const { state, text } = turn;
  if (state.phase === "stopped")
    return text === "" ? "Stopped before the first token." : "Stopped.";
  if (state.phase !== "done") return null;
  if (state.report.stop === "length") {
    return isCutOff(turn)
      ? `Cut off after ${formatCounted(state.report.ids.length, "token")}.`
      : "Cut off, because the model has no room for more.";
  }
  return text.trim() === "" ? "The model gave no answer." : null;
}

function GoOn({ turn }: { readonly turn: Turn }) {
  const { goOn } = useActions();
  const isOpen = useSession((state) => isOpenAsAsked(state, turn));
  const isBlocked = useSession((state) => selectIsBusy(state) || selectAskBlock(state) !== null);
  return (
    <button
      type="button"
      className="link"
      disabled={!isOpen || isBlocked}
      title={isOpen ? undefined : "Its video, frames and model must be open to go on."}
      onClick={() => void goOn(turn.id)}
    >
      Go on
    </button>
  );
}

/** What is said at the end of an answer that the model did not end, and how to get the rest. */
export function Ending({ turn }: { readonly turn: Turn }) {
  const { askAgain } = useActions();
  const ending = endingOf(turn);
  if (ending === null) return null;
  return (
    <p className="ending">
      {ending}
      {isUnfinished(turn) && <GoOn turn={turn} />}
      {turn.state.phase === "stopped" && (
        <button type="button" className="link" onClick={() => void askAgain(turn.id)}>
          Ask again
        </button>
      )}
    </p>
  );
}

import {
  selectAskBlock,
  selectCompareBlock,
  selectIsBusy,
  selectRunningComparison,
} from "../../store/selectors.ts";
import { questionsOf, unansweredIn } from "../../store/ask/batch.ts";
import { progressOf } from "../../store/compare/machine.ts";
import type { State } from "../../store/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { formatCount, formatCounted } from "../values/format.ts";
import { placeholderOf } from "./prompt-words.ts";

/** The hint says what the keys do, or why nothing can be asked. */
export function PromptHint({ isCompare }: { readonly isCompare: boolean }) {
  const block = useSession(isCompare ? selectCompareBlock : selectAskBlock);
  const hasDraft = useSession(({ draft }) => draft !== "");
  const isBusy = useSession(selectIsBusy);
  const isStopping = useSession(({ isStopping }) => isStopping);
  const running = useSession(selectRunningComparison);
  const isAskingList = useSession(({ batch }) => batch?.isRunning === true);
  const { showDialog } = useActions();
  // The placeholder says why too, but a question that was typed ahead hides it.
  if (block !== null) return <span>{hasDraft && placeholderOf(block, null)}</span>;
  if (isStopping) return <span>Stopping after what is being computed</span>;
  if (running !== null) {
    const { done, total } = progressOf(running);
    return (
      <span className="wide">
        Comparing, {done} of {total} steps done, <kbd>Esc</kbd> stops
      </span>
    );
  }
  if (isAskingList) {
    return (
      <span>
        <ListProgress />
        <span className="wide">
          , <kbd>Esc</kbd> stops
        </span>{" "}
        <button type="button" className="link" onClick={() => showDialog("batch")}>
          Show the table
        </button>
      </span>
    );
  }
  if (isBusy) {
    return (
      <span className="wide">
        Answering, <kbd>Esc</kbd> stops
      </span>
    );
  }
  return (
    <>
      <span className="wide">
        <kbd>Enter</kbd> {isCompare ? "compares" : "asks"}, <kbd>Shift Enter</kbd> breaks the line
      </span>
      {!isCompare && <ListButton />}
    </>
  );
}

const selectUnanswered = ({ batch, turns }: State): number =>
  batch === null ? 0 : unansweredIn(batch, turns).length;

/** "2 of 5 questions answered", of the list that was asked last. */
function ListProgress() {
  const total = useSession(({ batch }) => batch?.questions.length ?? 0);
  const left = useSession(selectUnanswered);
  return `${formatCount(total - left)} of ${formatCounted(total, "question")} answered`;
}

/**
 * Leads to the dialog that asks a list of questions, with the lines of the prompt where it has several, or to the list that was
 * not asked to its end.
 */
function ListButton() {
  const lines = useSession(({ draft }) => questionsOf(draft).length);
  const left = useSession(selectUnanswered);
  const { showDialog } = useActions();
  return (
    <button type="button" className="link" onClick={() => showDialog("batch")}>
      {left > 0 ? (
        <>
          Your list: <ListProgress />
        </>
      ) : lines > 1 ? (
        `Ask as ${formatCount(lines)} questions`
      ) : (
        "Ask a list"
      )}
    </button>
  );
}

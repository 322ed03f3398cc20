import {
  selectAskBlock,
  selectCompareBlock,
  selectIsBusy,
  selectRunningComparison,
} from "../../store/selectors.ts";
import { progressOf } from "../../store/compare/machine.ts";
import { useSession } from "../hooks/session.tsx";
import { placeholderOf } from "./prompt-words.ts";

/** The hint says what the keys do, or why nothing can be asked. */
export function PromptHint({ isCompare }: { readonly isCompare: boolean }) {
  const block = useSession(isCompare ? selectCompareBlock : selectAskBlock);
  const hasDraft = useSession(({ draft }) => draft !== "");
  const isBusy = useSession(selectIsBusy);
  const running = useSession(selectRunningComparison);
  // The placeholder says why too, but a question that was typed ahead hides it.
  if (block !== null) return <span>{hasDraft && placeholderOf(block, null)}</span>;
  if (running !== null) {
    const { done, total } = progressOf(running);
    return (
      <span className="wide">
        Comparing, {done} of {total} steps done, <kbd>Esc</kbd> stops
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
    <span className="wide">
      <kbd>Enter</kbd> {isCompare ? "compares" : "asks"}, <kbd>Shift Enter</kbd> breaks the line
    </span>
  );
}
